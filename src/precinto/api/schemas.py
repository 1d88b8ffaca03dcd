# SPDX-License-Identifier: EUPL-1.2
"""What the API answers with. The names are those of `documents.shown`, which writes the rows."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import BaseModel, Field

Before = Annotated[int | None, Field(ge=1, lt=2**53)]
Size = Annotated[int, Field(ge=1, le=200)]
Stage = Annotated[str, Field(max_length=100)]


class Refusal(Schema):
    refused: bool = True
    reason: str
    clause: str
    clause_title: str
    why: str
    way_out: str
    errors: dict[str, list[str]] | None = None


class Done(Schema):
    act: str
    position: int | None
    procedure: str
    step: str
    case: int
    stage: str
    stage_name: str
    at: str
    again: bool
    codes: list[str]


class Rehearsed(Schema):
    would: bool


class DocumentRow(Schema):
    key: int
    code: str
    number: str
    level: str
    level_name: str
    title: str
    originator: str
    dated: str | None
    copies: int
    stage: str


class ThingRow(Schema):
    key: int
    code: str
    kind: str
    holder: str
    in_hands: bool
    since: str
    due: str | None
    late: bool
    pieces: int
    title: str | None


class CopyRow(ThingRow):
    document: str


class Document(DocumentRow):
    classified_title: str
    reference: str
    via: str
    received_at: str
    held: list[CopyRow]


class Link(Schema):
    n: int
    from_: str | None = Field(alias="from")
    to: str
    pieces: int
    at: str
    act: str


class CopyCase(Schema):
    key: int
    case: int
    stage: str
    stage_name: str
    copy_: str = Field(alias="copy")
    title: str | None
    holder: str


class Loan(CopyCase):
    borrower: str
    due: str | None
    late: bool
    renewals: int


class Stop(Schema):
    reader: str
    state: str


class Round(CopyCase):
    due: str
    stops: list[Stop]


class Person(Schema):
    key: int
    code: str
    name: str
    login: str | None
    unit: str | None
    stage: str


class Act(Schema):
    act: str
    position: int | None
    step: str
    title: str
    clause: str
    by: str | None
    by_delegation: bool
    at: str


class OpenStep(Schema):
    step: str
    title: str
    tone: str
    fresh: bool


class Case(Schema):
    procedure: str
    case: int
    stage: str
    stage_name: str
    ended: bool
    document: str | None
    acts: list[Act]
    open_steps: list[OpenStep]


class Column(Schema):
    name: str
    value: str | int


class CaseRow(Schema):
    key: int
    case: int
    procedure: str
    stage: str
    stage_name: str
    ended: bool
    document: str | None
    title: str | None
    due: str | None
    columns: list[Column]


class Cases(Schema):
    items: list[CaseRow]
    next: int | None


class Narrow(Schema):
    """How a list is narrowed: level, words, stage, unit, person, days, place, kind of thing."""

    nivel: str = ""
    texto: str = ""
    fase: str = ""
    unidad: str = ""
    quien: str = ""
    desde: str = ""
    hasta: str = ""
    lugar: str = ""
    clase: str = ""


class Look(BaseModel, extra="forbid"):
    """How a paper is written: in which language, on which paper where the form has several, from which label of a sheet on.

    A plain model, that takes an object and nothing else: the library's own would read the defaults out of a list.
    """

    lang: Literal["", "es", "en"] = ""
    paper: Literal["a4", "a5", "roll"] = "a4"
    start: Annotated[int, Field(ge=0, le=24)] = 0


class ToPrint(Look):
    """Of what: a code, a number, the name of a case, or the acts of a receipt. The sheet of the day is of now where it is empty."""

    target: Annotated[str, Field(max_length=4000)] = ""


class Task(Schema):
    procedure: str
    case: int
    stage: str
    stage_name: str
    steps: list[str]


class Documents(Schema):
    items: list[DocumentRow]
    next: int | None


class Loans(Schema):
    items: list[Loan]
    next: int | None


class Rounds(Schema):
    items: list[Round]
    next: int | None


class Persons(Schema):
    items: list[Person]
    next: int | None


class OutRow(ThingRow):
    claimed: str | None


class Things(Schema):
    items: list[OutRow]
    next: int | None


class Copies(Schema):
    items: list[CopyRow]


class Chain(Schema):
    code: str
    items: list[Link]


class Tasks(Schema):
    items: list[Task]
