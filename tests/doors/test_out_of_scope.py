# SPDX-License-Identifier: EUPL-1.2
"""Law 5: what a person may not see does not show. Not in lists, not in counts, not in errors."""

from pathlib import Path

import pytest

from precinto.access.models import Clearance
from precinto.custody import codes
from precinto.documents.models import Document, Loan, Round
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from tests.doors.through import Api, Cli, Door, Import, Page, last_entry, unchanged
from tests.web.places import PLACES
from tests.world import TITLE, World

pytestmark = pytest.mark.database
LISTS = ("documents", "loans", "out", "overdue", "rounds", "tasks")
WORDS = TITLE.split()[-1]


def busy_office(world: World) -> str:
    """A document outside Diego's scope that is lent, circulating and asked for. Returns a copy's code."""
    document = world.document(classified_title=f"Plano de {TITLE}", originator=f"Mando de {TITLE}")
    world.loan(world.copy(document), to="rosa")
    other = world.copy(document, 2)
    world.do("carmen", "documents.circulate.open", copy=other, readers="nuria", due="+15")
    return world.copy(document)


def newest() -> dict[str, int]:
    """The newest case of each kind."""
    found = {"documents.register": Document, "documents.lend": Loan, "documents.circulate": Round}
    return {name: model.objects.latest("pk").pk for name, model in found.items()}


def test_lists_are_empty_and_details_are_not_there(world: World, api: Api) -> None:
    copy = busy_office(world)
    for name in LISTS:
        said = api.get("diego", f"/{name}")
        assert said.body["items"] == [], name
        assert said.body.get("next") is None
    nothing = api.get("diego", "/who-has/NE26-99999-X")
    assert nothing.status == 404
    paths = [f"/who-has/{copy}", f"/copies/{copy}/chain", "/documents/NE2600001J", "/documents/2026%2F1"]
    paths += [f"/cases/{name}/{case}" for name, case in newest().items()]
    paths += ["/cases/documents.lend/999999", "/cases/no.such/1", "/cases/personnel.person/3"]
    for path in paths:
        said = api.get("diego", path)
        assert said.status == 404, path
        assert said.reason in ("not-found", "no-such-address")
        assert said.reason == "no-such-address" or said.raw == nothing.raw, path


def test_the_same_at_the_command_line(world: World, cli: Cli) -> None:
    copy = busy_office(world)
    for name in LISTS:
        assert cli.ask("list", name, *cli.signed("diego")).body["items"] == []
    nothing = cli.ask("who-has", "NE26-99999-X", *cli.signed("diego"))
    assert nothing.status == 2
    for words in (
        ["who-has", copy],
        ["case", "documents.lend", str(newest()["documents.lend"])],
        ["case", "documents.register", "2026/1"],
    ):
        said = cli.ask(*words, *cli.signed("diego"))
        assert (said.status, said.raw, said.stderr) == (2, nothing.raw, nothing.stderr)


def test_a_step_does_not_tell_whether_the_case_exists(world: World, door: Door) -> None:
    """Every step of chapter 1, on a case that is there and on one that is not: the same answer, both on record."""
    busy_office(world)
    for name, case in newest().items():
        for step in REGISTRY[name].steps.values():
            if step.opens is not None:
                continue
            there = door.refuses("diego", f"{name}.{step.name}", case, folios=12) if step.asks else None
            there = there or door.refuses("diego", f"{name}.{step.name}", case)
            gone = door.do("diego", f"{name}.{step.name}", 999_999)
            assert there.reason in ("not-found", "bad-facts"), (name, step.name, there.body)
            assert there.body == gone.body or there.reason == "bad-facts", (name, step.name)


def test_probing_a_code_is_an_attempt_on_record(world: World, door: Door) -> None:
    """1.2: a copy out of scope, one that there is not, and both by their document's number: refused alike, and on record alike."""
    document = world.document(copies=1)
    probes = [
        world.copy(document),
        codes.make("C", series="E", year=2026, number=99_999, copy=1),
        f"{document.year}/{document.number}",
        f"{document.year}/99999",
    ]
    before = last_entry()
    said = [door.refuses("diego", "documents.lend.request", copy=probe, reason="informe") for probe in probes]
    assert {(one.reason, one.clause, one.status) for one in said} == {("not-found", "1.2", said[0].status)}
    assert [one.body for one in said] == [said[0].body] * 4
    attempts = Entry.objects.filter(pk__gt=before, kind="attempt")
    told = attempts.values_list("person", "procedure", "step", "refusal", "clause", "case")
    assert list(told) == [(world.officer("diego").key, "documents.lend", "request", "not-found", "1.2", None)] * 4
    # What names nothing as the office writes it is a slip of the pen.
    assert (
        door.refuses("diego", "documents.lend.request", recorded=False, copy="el de ayer", reason="x").reason
        == "bad-facts"
    )


def test_a_case_named_by_a_code_out_of_scope_is_an_attempt_too(world: World, cli: Cli) -> None:
    copy = busy_office(world)
    nobodys = codes.make("C", series="E", year=2026, number=99_999, copy=1)
    heard = []
    for code in (copy, nobodys):
        with unchanged(world, attempts=1):
            heard.append(cli.ask("do", "documents.lend.withdraw", "--case", code, *cli.signed("diego")))
        assert (heard[-1].status, heard[-1].reason, heard[-1].clause) == (2, "not-found", "1.2")
    assert heard[0].raw == heard[1].raw


def test_the_same_at_the_counter(world: World, page: Page) -> None:
    """A clerk below the level of a paper holds it, and one that is nobody's, under the scanner."""
    hidden = world.document(level="S")
    (clearance,) = Clearance.objects.filter(person__account__login="pilar", stage="in_force")
    world.do("jaime", "personnel.clear.end", clearance.pk, reason="revisión")
    world.clear("pilar", level="C")
    browser = page.browser("pilar")
    heard = []
    for code in (world.copy(hidden), codes.make("C", series="E", year=2026, number=99_999, copy=1)):
        with unchanged(world, attempts=1):
            answer = browser.post("/mostrador/", {"scan": code, "do": "read"})
        (notice,) = answer.context["desk"].notices
        heard.append((notice.tone, notice.said.reason))
        assert WORDS not in answer.content.decode()
    assert heard == [("stop", "not-found")] * 2


def test_no_title_in_anything_said_to_who_is_out_of_scope(world: World, api: Api, cli: Cli) -> None:
    busy_office(world)
    for who in ("diego", "olga", "ines", "sara"):
        for name in (*LISTS, "persons"):
            assert WORDS not in api.get(who, f"/{name}").raw.decode("unicode_escape", errors="replace"), (who, name)
            ran = cli.ask("list", name, *cli.signed(who))
            assert WORDS not in ran.raw.decode() + ran.stderr, (who, name)


def test_the_leader_approves_without_the_title(world: World, api: Api) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    (row,) = api.get("luis", "/loans").body["items"]
    assert (row["title"], row["borrower"]) == (None, "Rosa Lagos")
    assert api.get("luis", f"/cases/documents.lend/{loan.pk}").body["document"] is None
    assert api.get("luis", "/tasks").body["items"][0]["steps"] == ["approve"]


def test_no_page_says_the_title_to_who_is_out_of_scope(world: World, page: Page) -> None:
    copy = busy_office(world)
    addresses = [place for place in PLACES if not {"{", "?"} & set(place)] + [f"/quien/?q={copy}"]
    addresses += [f"/caso/{name}/{case}/" for name, case in newest().items()]
    addresses += [f"/registro/{Document.objects.latest('pk').pk}/"]
    assert all(WORDS in page.browser("carmen").get(address).content.decode() for address in addresses[-1:])
    for who in ("diego", "olga", "ines", "sara"):
        browser = page.browser(who)
        for address in addresses:
            assert WORDS not in browser.get(address).content.decode(), (who, address)


def test_an_import_tells_nothing_of_what_the_clerk_may_not_see(world: World, importing: Import) -> None:
    """A row whose old number a hidden document has, and one whose number nobody has: the same outcome, and not a word."""
    hidden = world.document(level="S", old_number="1/64")
    (clearance,) = Clearance.objects.filter(person__account__login="pilar", stage="in_force")
    world.do("jaime", "personnel.clear.end", clearance.pk, reason="revisión")
    world.clear("pilar", level="C")
    rows = [["Nº registro", "Asunto", "Folios"], ["1/64", "Informe", "2"], ["2/64", "Informe", "2"]]
    (told,) = importing.bring("carmen", rows, "", "--dry-run").body["quarantined"]
    assert (told["row"], told["reasons"]) == (2, ["number-known"])
    assert hidden.full_number in told["words"][0]
    tried = importing.bring("pilar", rows, "", "--dry-run")
    taken = importing.bring("pilar", rows, importing.map)
    for said in (tried, taken):
        assert (said.body["totals"]["taken"], said.body["quarantined"], said.body["remarks"]) == (2, [], [])
        heard = said.raw.decode() + Path(said.body["lists"][0]).read_text("utf-8-sig")
        assert WORDS not in heard
        assert hidden.full_number not in heard
