# SPDX-License-Identifier: EUPL-1.2
"""2.2: three administrators, apart: none can do what is another's, and none approves, lends or reads."""

from __future__ import annotations

import pytest

from precinto.access.models import ADMINISTRATORS, Role
from precinto.procedures.model import NEW, REGISTRY
from precinto.records.errors import NotFound, NotYourRole
from tests.stories.telling import Move, Telling
from tests.stories.test_offline import ENROL
from tests.world import PASSWORD, World

OF = {"olga": Role.SYSTEM, "sara": Role.SECURITY, "tomas": Role.AUDIT}
# Of every kind that some administrator goes on with, a case that is under way, and no administrator's own.
UNDER_WAY: list[Move] = [
    ("jaime", "deadline.set"), ("jaime", "holiday.keep"), ("sara", "clear.grant", {"person": "vera"}),
    ("jaime", "correspondent.register"), ("jaime", "keys.make"), ("jaime", "lock.fit", {"place": "{safe}", "kind": "dial"}), ENROL,
    ("luis", "delegate.delegate"), ("rosa", "token.issue"),
]  # fmt: skip
STEPS = [(name, step) for name, procedure in REGISTRY.items() for step in procedure.steps.values()]


def bring_the_third(world: World) -> None:
    """The cast has two of them."""
    person = world.do("jaime", "personnel.person.register", given_name="Tomás", family_name="Arce", unit="DIR").case
    world.do("jaime", "personnel.post.open", code="AUD", name="Administrador de auditoría", unit="DIR", role="audit")
    first = "mesa lluvia tren candil"
    code = str(getattr(person, "code"))  # noqa: B009  a case of any kind
    world.do("jaime", "computers.account.open", person=code, login="tomas", password=first)
    world.do("tomas", "computers.account.change_password", world.account("tomas").pk, old=first, new=PASSWORD)
    world.do("jaime", "personnel.appoint.appoint", person="tomas", post="AUD", since="hoy")


def test_no_step_is_open_to_two_of_them() -> None:
    assert [f"{name}.{step.name}" for name, step in STEPS if len(ADMINISTRATORS & set(step.roles)) > 1] == []


def test_each_of_them_administers_something() -> None:
    assert {role for _name, step in STEPS for role in step.roles} >= ADMINISTRATORS


@pytest.mark.parametrize("login", OF)
def test_none_opens_what_is_another_s(office: Telling, login: str) -> None:
    """Every step that begins a case and is some administrator's is tried by those whose it is not."""
    bring_the_third(office.world)
    tried = 0
    for name, step in STEPS:
        if NEW in step.stages and ADMINISTRATORS & set(step.roles) and OF[login] not in step.roles:
            with pytest.raises(NotYourRole):
                office.world.do(login, f"{name}.{step.name}")
            tried += 1
    assert tried


@pytest.mark.parametrize("login", OF)
def test_none_goes_on_with_what_is_another_s(office: Telling, login: str) -> None:
    """The same of every step of a case that is under way. Role comes before stage: any case of its kind will do."""
    world = office.world
    bring_the_third(world)
    office.tell(UNDER_WAY)
    tried, without = set(), set()
    for name, step in STEPS:
        if NEW in step.stages or not ADMINISTRATORS & set(step.roles) or OF[login] in step.roles:
            continue
        case = REGISTRY[name].case.objects.first()
        if case is None:
            without.add(name)
            continue
        with pytest.raises((NotYourRole, NotFound)):
            world.do(login, f"{name}.{step.name}", case.pk)
        tried.add(f"{name}.{step.name}")
    assert tried
    assert not without
