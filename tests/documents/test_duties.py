# SPDX-License-Identifier: EUPL-1.2
"""What nobody has begun is told all the same: from when, to whom, until it is done.

Long, because the duties of all rooms are told in one file, with one office and one clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from precinto.access.models import Account
from precinto.custody.models import Place, Thing
from precinto.documents import duties
from precinto.documents.cases import actor_of
from precinto.documents.lists import agenda, evening, feed, telling
from precinto.documents.models import Document
from precinto.procedures.model import Actor
from precinto.procedures.models import DeadlineValue
from precinto.records.errors import ConditionFailed
from tests.web.conftest import Pages
from tests.world import TITLE, World

pytestmark = pytest.mark.database

Travel = Callable[..., None]


def local(*when: int) -> datetime:
    return timezone.make_aware(datetime(*when))  # type: ignore[arg-type]  # noqa: DTZ001  made aware just here


@pytest.fixture
def clock() -> Iterator[Travel]:
    """`clock(2027, 3, 1)`: it is ten o'clock of that day, and stands still."""
    moves: list[Any] = []

    def go(*when: int) -> None:
        while moves:
            moves.pop().stop()
        moves.append(time_machine.travel(local(*when, *((10, 0) if len(when) == 3 else ())), tick=False))
        moves[0].start()

    yield go
    while moves:
        moves.pop().stop()


@pytest.fixture
def office(clock: Travel, db: None, request: pytest.FixtureRequest) -> World:
    """Founded on Monday 1 March 2027; passwords do not grow old in it."""
    clock(2027, 3, 1)
    world: World = request.getfixturevalue("world")
    world.do("jaime", "office.deadline.set", name="password-max-age", value=0, reason="historias largas")
    return world


def eyes(world: World, login: str) -> Actor:
    return actor_of(world.officer(login))


def told(world: World, login: str, *, but: tuple[str, ...] = ("doors", "missed-doors")) -> set[str]:
    actor = eyes(world, login)
    found = duties.tasks(actor, before=agenda.horizon(actor))
    return {duty.name for duty, _task in found if duty.name not in but}


def one(world: World, login: str, name: str) -> duties.Task:
    actor = eyes(world, login)
    (task,) = [task for duty, task in duties.tasks(actor, before=agenda.horizon(actor)) if duty.name == name]
    return task


# ---- whose they are, and when


def test_a_new_office_is_given_its_time(office: World, clock: Travel) -> None:
    assert told(office, "jaime") == set()
    clock(2027, 3, 31)
    assert told(office, "jaime") == {"no-lock", "no-sweep", "no-plan"}
    assert told(office, "carmen") == {"no-sweep", "no-plan"}
    assert told(office, "sara") == {"no-lock"}
    assert told(office, "luis") == told(office, "ines") == set()
    clock(2027, 4, 1)
    assert told(office, "luis") == told(office, "ines") == {"no-lock", "no-sweep", "no-plan"}
    for login in ("rosa", "vera", "nuria", "diego", "olga"):
        assert told(office, login, but=()) == set(), login


def test_they_are_on_the_tasks_the_evening_the_calendar_the_feed_and_the_tick(office: World, clock: Travel) -> None:
    clock(2027, 4, 5)
    code = office.safe
    actor = eyes(office, "jaime")
    late = {item.what for item in evening.split(actor).late if item.kind == "duty"}
    assert late == {str(duties.REGISTRY[name].title) for name in ("no-lock", "no-sweep", "no-plan", "missed-doors")}
    assert code in {item.code for item in telling.told(actor)[0]}
    assert {item.kind for item in telling.told(eyes(office, "ines"))[0]} <= {"clearance", "briefing", "delegation"}
    assert f"{duties.REGISTRY['no-lock'].title} {code}" in feed.ics(actor).replace("\r\n ", "")
    browser = Pages("jaime")
    for address in ("/", "/hoy/", "/calendario/?mes=2027-03"):
        assert f"/acto/documents.lock/fit/?place={code}" in browser.get(address).content.decode(), address
    assert "documents.lock/fit" not in Pages("rosa").get("/hoy/").content.decode()


def test_all_of_them_are_one_question(office: World, clock: Travel) -> None:
    clock(2027, 12, 20)
    for n in range(3):
        office.document(via="legacy", declassify_on=f"2027-0{n + 1}-01", level=("C", "R", "DL")[n])
    actor = eyes(office, "jaime")
    _ = (actor.roles, actor.subject, actor.calendar, actor.profile)
    with CaptureQueriesContext(connection) as asked:
        assert duties.tasks(actor, before=actor.at + timedelta(days=400))
    assert len(asked) == 1


# ---- each ends when it is done


def test_a_lock_is_fitted_and_its_combination_has_a_year(office: World, clock: Travel) -> None:
    clock(2027, 4, 5)
    lock: Any = office.do("jaime", "documents.lock.fit", place=office.safe, kind="dial").case
    assert "no-lock" not in told(office, "jaime")
    office.do("carmen", "documents.lock.change", lock.pk, trigger="installation", knowers=["pilar"])
    office.do("jaime", "office.place.open", name="Armario 9", kind="safe", level="C")
    assert one(office, "jaime", "no-lock").due == local(2027, 4, 5, 18, 0)  # a safe opened later: the same day
    assert lock.place.code in {
        item.code for item in agenda.look(eyes(office, "carmen"), before=local(2028, 4, 30)).items
    }


def test_a_combination_set_while_the_year_was_switched_off(office: World, clock: Travel) -> None:
    term = office.do("jaime", "office.deadline.set", name="combination-age", value=0, reason="prueba").case
    lock: Any = office.do("jaime", "documents.lock.fit", place=office.safe, kind="dial").case
    office.do("carmen", "documents.lock.change", lock.pk, trigger="installation", knowers=["pilar"])
    for row in lock.history.all():
        for knower in row.knowers.all():  # nobody's clearance ends first
            office.do(
                "sara", "personnel.clear.grant", person=knower.person.code, level="S", since="hoy", granted_by="ONS"
            )
    clock(2028, 6, 1)
    assert "old-combination" not in told(office, "carmen")
    office.do("jaime", "office.deadline.change", term.pk, value=1, reason="se reanuda")
    assert one(office, "carmen", "old-combination").due == local(2028, 3, 1, 18, 0)


def test_the_end_of_the_day_is_of_each_working_day(office: World, clock: Travel) -> None:
    assert one(office, "carmen", "doors").due == local(2027, 3, 1, 18, 0)
    clock(2027, 3, 1, 18, 5)
    office.do("luis", "documents.doors.all_shut", place=office.safe)
    assert "doors" not in told(office, "carmen", but=())
    clock(2027, 3, 2, 19, 0)
    assert one(office, "luis", "doors").due < eyes(office, "luis").at
    clock(2027, 3, 6)  # a Saturday
    assert "doors" not in told(office, "carmen", but=())


def test_a_look_before_the_office_closes_is_none_for_the_evening(office: World, clock: Travel) -> None:
    clock(2027, 3, 1, 7, 0)
    office.do("luis", "documents.doors.all_shut", place=office.safe)
    assert one(office, "carmen", "doors").due == local(2027, 3, 1, 18, 0)
    clock(2027, 3, 1, 17, 59)
    office.do("luis", "documents.doors.all_shut", place=office.safe)
    assert one(office, "carmen", "doors").due == local(2027, 3, 1, 18, 0)


def test_a_check_that_was_missed_is_told_on_the_next_working_day(office: World, clock: Travel) -> None:
    clock(2027, 3, 5, 18, 30)  # a Friday; nobody looks
    assert "missed-doors" in told(office, "carmen", but=()), "Thursday's, too"
    clock(2027, 3, 8)
    for login in ("carmen", "jaime", "luis"):
        task = one(office, login, "missed-doors")
        assert (task.code, task.due) == ("2027-03-05", local(2027, 3, 5, 18, 0))
    office.do(
        "jaime",
        "documents.doors.account",
        day="2027-03-05",
        account="se fue la luz; el vigilante vio la puerta cerrada",
    )
    assert "missed-doors" not in told(office, "carmen", but=())
    assert "missed-doors" not in told(office, "luis", but=())


def test_the_day_on_which_the_office_or_the_safe_began_in_the_evening_is_not_missed(
    office: World, clock: Travel
) -> None:
    clock(2027, 3, 2)
    office.do("jaime", "documents.doors.account", day="2027-03-01", account="era el primer día")
    clock(2027, 3, 2, 19, 0)
    office.do("luis", "documents.doors.all_shut", place=office.safe)
    office.do("jaime", "office.place.open", name="Armario 7", kind="safe", level="C")
    clock(2027, 3, 3)
    assert "missed-doors" not in told(office, "carmen", but=())


def test_a_general_inventory_is_of_its_months(office: World, clock: Travel) -> None:
    clock(2027, 8, 20)  # June's is late: it is made all the same
    late: Any = office.do("carmen", "documents.inventory.open", plan="june").case
    assert (late.plan, late.year) == ("june", 2027)
    office.do("jaime", "documents.inventory.abandon", late.pk, reason="prueba")
    clock(2027, 11, 30)
    with pytest.raises(ConditionFailed, match="inventory-not-in-its-time"):
        office.do("carmen", "documents.inventory.open", plan="january")
    clock(2027, 12, 1)
    early: Any = office.do("carmen", "documents.inventory.open", plan="january").case
    assert (early.plan, early.year) == ("january", 2028)


def test_a_sweep_and_a_plan_that_somebody_has_begun_are_told_as_their_cases(office: World, clock: Travel) -> None:
    clock(2027, 4, 5)
    sweep: Any = office.do("carmen", "documents.sweep.set_up", name="Toda la oficina").case
    places = Place.objects.filter(stage="in_use", kind__in=("safe", "counter")).order_by("pk")
    order = "\n".join(f"{place.code}; horno; encargada de guardia" for place in places)
    plan: Any = office.do("carmen", "documents.emergency_plan.draft", order=order).case
    assert one(office, "jaime", "no-plan").code == plan.name
    office.do("luis", "documents.emergency_plan.approve", plan.pk)
    assert not {"no-plan", "no-sweep", "plan-gap"} & told(office, "jaime")
    safe: Any = office.do("jaime", "office.place.open", name="Armario 7", kind="safe", level="C").case
    clock(2027, 5, 5)
    assert one(office, "jaime", "plan-gap").code == safe.code
    clock(2028, 5, 2)
    late = {item.code for item in evening.split(eyes(office, "carmen")).late if item.kind == "case"}
    assert {sweep.name, plan.name} <= late


def test_the_book_of_the_year(office: World, clock: Travel) -> None:
    clock(2028, 1, 3)
    assert one(office, "carmen", "book").due == local(2028, 1, 3, 18, 0)
    book: Any = office.do("carmen", "documents.book.open", series="E", year=2028).case
    assert one(office, "jaime", "book").address == f"/caso/documents.book/{book.pk}/"
    office.do("jaime", "documents.book.confirm_opening", book.pk)
    assert "book" not in told(office, "jaime")


def test_what_was_written_on_paper_is_confirmed_by_the_next_working_day(office: World, clock: Travel) -> None:
    facts = {"occurred_at": "2027-03-01 09:00", "paper_sheet": "7", "title": TITLE, "level": "C", "copies": 1, "folios": 3,
             "via": "bag", "place": office.safe}  # fmt: skip
    case: Any = office.do("carmen", "documents.register.register_deferred", None, **facts).case
    assert one(office, "jaime", "deferred").due == local(2027, 3, 2, 18, 0)
    office.do("jaime", "personnel.clear.suspend", person_clearance("pilar"), reason="prueba")
    assert "deferred" not in told(office, "pilar"), "who may not see it is not told that it is there"
    office.do("jaime", "documents.register.confirm", case.pk)
    assert "deferred" not in told(office, "jaime")


def person_clearance(login: str) -> int:
    from precinto.access.models import Clearance

    return int(Clearance.objects.get(person__account__login=login).pk)


# ---- general inventories


def test_a_general_inventory_is_wanted_from_the_first_of_its_month(office: World, clock: Travel) -> None:
    clock(2027, 5, 31)
    assert "general-inventory" not in told(office, "carmen")
    clock(2027, 6, 1)
    assert one(office, "carmen", "general-inventory").due == local(2027, 6, 30, 18, 0)
    actor = eyes(office, "carmen")
    assert [item.what for item in evening.split(actor).begun] == [str(duties.REGISTRY["general-inventory"].title)]
    clock(2027, 7, 1)
    assert "general-inventory" in told(office, "luis")
    clock(2028, 2, 1)
    assert one(office, "jaime", "general-inventory").due == local(2027, 6, 30, 18, 0), "what nobody held stays wanted"


def test_what_is_planned_is_late_as_a_case(office: World, clock: Travel) -> None:
    clock(2027, 6, 1)
    case: Any = office.do("jaime", "documents.inventory.plan", plan="june", year=2027).case
    assert "general-inventory" not in told(office, "jaime")
    clock(2027, 7, 2)
    assert case.name in {item.code for item in evening.split(eyes(office, "jaime")).late if item.kind == "case"}
    clock(2028, 1, 3)
    assert one(office, "jaime", "general-inventory").due == local(2028, 1, 31, 18, 0)


@pytest.mark.parametrize(("months", "due"), [(12, (2028, 1, 31, 18, 0)), (1, (2027, 6, 30, 18, 0))])
def test_how_often_is_the_office_s(office: World, clock: Travel, months: int, due: tuple[int, ...]) -> None:
    office.do("jaime", "office.deadline.set", name="inventory", value=months, reason="prueba")
    clock(2028, 1, 31)
    assert one(office, "jaime", "general-inventory").due == local(*due)


def test_an_office_that_switched_it_off_is_asked_for_none(office: World, clock: Travel) -> None:
    office.do("jaime", "office.deadline.set", name="inventory", value=0, reason="prueba")
    clock(2028, 6, 30)
    assert "general-inventory" not in told(office, "jaime")
    assert "no está planeado" not in Pages("jaime").get("/inventario/").content.decode()


# ---- terms of classification


def cleared_for_long(office: World) -> None:
    for login in ("jaime", "carmen"):
        office.do(
            "sara", "personnel.clear.grant", person=login, level="S", since="hoy", until="+1500", granted_by="ONS"
        )


def test_the_terms_of_the_year_are_told_from_december_and_late_in_january(office: World, clock: Travel) -> None:
    cleared_for_long(office)
    document = office.document(declassify_on="2027-05-09")
    clock(2027, 11, 30)
    assert "terms" not in told(office, "jaime")
    clock(2027, 12, 1)
    assert one(office, "jaime", "terms").due == local(2027, 12, 31, 18, 0)
    clock(2028, 1, 3)
    assert one(office, "luis", "terms").due == local(2027, 12, 31, 18, 0)
    page = Pages("jaime").get("/plazos/").content.decode()
    assert document.full_number in page
    assert 'class="late"' in page
    listed: Any = office.do("jaime", "documents.regrade.list_terms", until="2027-12-31").case
    assert "terms" not in told(office, "jaime")
    office.do("jaime", "documents.regrade.withdraw", listed.pk, reason="prueba")
    assert "terms" in told(office, "jaime")


def test_of_a_level_that_one_may_not_see_nothing_is_told(office: World, clock: Travel) -> None:
    document = office.document(level="R", declassify_on="2027-05-09")
    office.do("sara", "personnel.clear.end", person_clearance("jaime"), reason="prueba")
    office.do("sara", "personnel.clear.grant", person="jaime", level="C", since="hoy", until="+900", granted_by="ONS")
    clock(2027, 12, 1)
    assert "terms" not in told(office, "jaime")
    assert document.full_number not in Pages("jaime").get("/plazos/").content.decode()


def test_an_event_is_looked_at_every_year(office: World, clock: Travel) -> None:
    cleared_for_long(office)
    document = office.document(declassify_event="retirada del material")
    clock(2028, 2, 29)
    assert one(office, "carmen", "events").due == local(2028, 3, 1, 18, 0)
    office.do("carmen", "documents.register.review_event", document.pk)
    assert Document.objects.get(pk=document.pk).event_reviewed_at == local(2028, 2, 29, 10, 0)
    assert "events" not in told(office, "carmen")
    assert "retirada del material" in Pages("carmen").get("/plazos/").content.decode()
    clock(2029, 3, 1)
    assert "events" in told(office, "luis")


# ---- copies in the hands of somebody whose clearance ends


@pytest.fixture
def ending(office: World, clock: Travel) -> Thing:
    """Rosa holds a copy; her clearance ends on Friday 30 April 2027."""
    office.do("jaime", "office.deadline.set", name="loan", value=60, reason="prueba")
    office.do("sara", "personnel.clear.end", person_clearance("rosa"), reason="prueba")
    office.do(
        "sara", "personnel.clear.grant", person="rosa", level="S", since="hoy", until="2027-04-30", granted_by="ONS"
    )
    return Thing.objects.get(pk=office.loan(office.copy(office.document(scope="rosa"))).copy.thing_id)


def test_it_is_told_a_month_before_by_the_codes_of_the_copies(office: World, ending: Thing, clock: Travel) -> None:
    clock(2027, 3, 30)
    assert "held-uncleared" not in told(office, "carmen")
    clock(2027, 3, 31)
    for login in ("carmen", "jaime", "rosa"):
        task = one(office, login, "held-uncleared")
        assert (task.code, task.due) == (ending.code, local(2027, 4, 30, 18, 0)), login
    badge = one(office, "sara", "held-uncleared")
    assert ending.code not in (badge.code, badge.address)
    assert badge.who == "Rosa Lagos"
    assert not {login for login in ("vera", "nuria", "diego", "luis") if "held-uncleared" in told(office, login)}
    office.do("carmen", "documents.lend.take_back", ending.copy.loans.get().pk, folios=12, place=office.safe)
    assert "held-uncleared" not in told(office, "carmen")


def test_once_it_has_ended_it_is_late(office: World, ending: Thing, clock: Travel) -> None:
    clock(2027, 5, 3)
    assert one(office, "luis", "held-uncleared").due == local(2027, 4, 30, 18, 0)
    late = {item.code for item in evening.split(eyes(office, "carmen")).late if item.kind == "duty"}
    assert ending.code in late


@pytest.mark.parametrize("how", ["suspend", "end", "brief"])
def test_what_an_act_ends_calls_the_copies_back_that_day(office: World, clock: Travel, how: str) -> None:
    from precinto.access.models import Briefing

    thing = Thing.objects.get(pk=office.loan(office.copy(office.document())).copy.thing_id)
    other = Thing.objects.get(pk=office.loan(office.copy(office.document(level="SC"))).copy.thing_id)
    assert thing.due == local(2027, 3, 8, 18, 0)
    if how == "brief":
        brief = Briefing.objects.get(person__account__login="rosa")
        office.do("jaime", "personnel.brief.end", brief.pk, reason="prueba")
    else:
        office.do("jaime", f"personnel.clear.{how}", person_clearance("rosa"), reason="prueba")
    assert Thing.objects.get(pk=thing.pk).due == local(2027, 3, 1, 18, 0)
    assert Thing.objects.get(pk=other.pk).due == other.due, "what is not classified asks for no clearance"
    assert one(office, "carmen", "held-uncleared").code == thing.code
    clock(2027, 3, 2)
    assert one(office, "luis", "held-uncleared").code == thing.code
    assert thing.code in {item.code for item in agenda.warnings(eyes(office, "luis"))}


def test_the_office_may_not_switch_off_that_it_is_told(office: World, ending: Thing, clock: Travel) -> None:
    office.do("jaime", "office.deadline.set", name="clearance-last-warning", value=0, reason="prueba")
    clock(2027, 4, 29)
    assert "held-uncleared" not in told(office, "carmen")
    clock(2027, 4, 30)
    assert "held-uncleared" in told(office, "carmen")


def test_a_place_is_not_a_duty_once_it_is_closed(office: World, clock: Travel) -> None:
    place: Any = office.do("jaime", "office.place.open", name="Armario 9", kind="safe", level="C").case
    clock(2027, 4, 5)
    actor = eyes(office, "jaime")
    codes = {task.code for _duty, task in duties.tasks(actor, before=agenda.horizon(actor))}
    assert place.code in codes
    office.do("jaime", "office.place.close", place.pk, reason="prueba")
    assert Place.objects.get(pk=place.pk).stage == "closed"
    codes = {task.code for _duty, task in duties.tasks(actor, before=agenda.horizon(actor))}
    assert place.code not in codes


# ---- 2.2: one's own password


def old_in_ninety_days(office: World) -> None:
    known = DeadlineValue.objects.get(name="password-max-age")
    office.do("jaime", "office.deadline.change", known, value=90, reason="como pide la cláusula")


def test_a_password_that_expires_is_told_to_its_owner_alone(office: World, clock: Travel) -> None:
    old_in_ninety_days(office)
    due = Account.objects.get(login="rosa").password_set_at + timedelta(days=90)

    def told(login: str) -> list[str]:
        found = duties.tasks(eyes(office, login), before=agenda.horizon(eyes(office, login)))
        return [task.code for duty, task in found if duty.name == "own-password"]

    before = timezone.localtime(due) - timedelta(days=4)
    clock(before.year, before.month, before.day)
    assert told("rosa") == []
    after = timezone.localtime(due) - timedelta(days=2)
    clock(after.year, after.month, after.day)
    assert (told("rosa"), told("jaime")) == (["rosa"], ["jaime"])


def test_with_a_password_that_has_expired_nothing_is_read(office: World, clock: Travel) -> None:
    old_in_ninety_days(office)
    clock(2027, 6, 10)
    answer = Pages("rosa").get("/registro/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/clave/?next=%2Fregistro%2F")


def test_the_office_says_when_it_closes(office: World, clock: Travel) -> None:
    """An office that shuts at three makes its check then; one that is made before says on its page that it does not count."""
    clock(2027, 3, 1, 15, 30)
    early = office.do("luis", "documents.doors.all_shut", place=office.safe).case
    page = f"/caso/documents.doors/{early.pk}/"
    assert "No vale para la tarde" in Pages("luis").get(page).content.decode()
    office.do("jaime", "office.deadline.set", name="closing-hour", value=15, reason="jornada continua")
    assert "doors" not in told(office, "carmen", but=())
    assert "No vale para la tarde" not in Pages("luis").get(page).content.decode()
    clock(2027, 3, 2, 9, 0)
    assert one(office, "carmen", "doors").due == local(2027, 3, 2, 15, 0)
