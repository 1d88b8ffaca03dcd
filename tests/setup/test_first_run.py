# SPDX-License-Identifier: EUPL-1.2
"""The link that founds the office opens once, for a day, and for whoever holds the newest."""

import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.records import clock
from precinto.records.errors import BadFacts, NotFound
from precinto.setup import wizard
from precinto.setup.first_run import FILE, check_first_run, finish_first_run, first_run_token

FACTS = {
    "name": "Oficina de prueba", "scheme": "es", "language": "es",
    "head_given_name": "Jaime", "head_family_name": "Ruiz", "head_login": "jaime",
    "head_password": "grullas-cruzan-despacio-el-rio-9",
    "clerk_given_name": "Carmen", "clerk_family_name": "Vidal", "clerk_login": "carmen",
    "clerk_password": "nieve-sobre-tejas-azules-de-abril",
}  # fmt: skip


@pytest.fixture
def home(db: None) -> Iterator[Path]:
    checkpoint.memory().unlink(missing_ok=True)
    yield settings.HOME.path
    finish_first_run()


def test_only_the_digest_is_kept(home: Path) -> None:
    token = first_run_token(home)
    file = home / FILE
    assert token not in file.read_text()
    assert set(json.loads(file.read_text())) == {"sha256", "until"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert check_first_run(token)
    assert not check_first_run(token + "x")
    assert not check_first_run("")


def test_a_new_link_voids_the_one_before(home: Path) -> None:
    first = first_run_token(home)
    assert check_first_run(first_run_token(home))
    assert not check_first_run(first)


def test_it_lapses_after_a_day(home: Path) -> None:
    token = first_run_token(home)
    with clock.at(clock.now() + timedelta(hours=23)):
        assert check_first_run(token)
    with clock.at(clock.now() + timedelta(hours=25)):
        assert not check_first_run(token)


def test_without_a_link_or_with_a_spoilt_file_nothing_opens(home: Path) -> None:
    assert not check_first_run("anything")
    for spoilt in ("", "[]", '{"sha256": 1}', '{"sha256": "x", "until": "mañana"}'):
        (home / FILE).write_text(spoilt)
        assert not check_first_run("anything")


def test_the_founding_uses_it_up(home: Path) -> None:
    token = first_run_token(home)
    assert wizard.waiting()
    done = wizard.found(token, FACTS | {"demo": ""})
    assert (done.office.name, done.office.demo, done.accounts) == ("Oficina de prueba", False, ())
    assert done.fingerprint == checkpoint.fingerprint()
    assert not wizard.waiting()
    assert not (home / FILE).exists()
    with pytest.raises(NotFound):
        wizard.found(token, FACTS)
    with pytest.raises(NotFound):
        wizard.found(first_run_token(home), FACTS)
    assert Entry.objects.count() == 1


def test_a_wrong_link_and_wrong_facts_found_nothing_and_the_link_stays(home: Path) -> None:
    token = first_run_token(home)
    with pytest.raises(NotFound):
        wizard.found("another", FACTS)
    with pytest.raises(BadFacts) as refused:
        wizard.found(token, FACTS | {"head_password": "jaime1970"})
    assert "head_password" in refused.value.errors
    assert wizard.waiting()
    assert checkpoint.epoch() is None
    assert check_first_run(token)


def test_a_demonstration_comes_with_its_people(home: Path) -> None:
    with override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
        done = wizard.found(
            first_run_token(home), {"name": "Muestra", "scheme": "generic", "language": "es", "demo": "on"}
        )
    assert (done.office.name, done.office.demo, done.office.scheme) == ("Muestra", True, "generic")
    assert {"jaime", "carmen", "rosa", "luis"} <= {account.login for account in done.accounts}
