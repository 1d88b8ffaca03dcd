# SPDX-License-Identifier: EUPL-1.2
"""Importing an old register: every row accounted for, nothing dropped silently, nothing taken twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precinto.documents.importing import cells, columns, mapping, plan, verdict
from precinto.documents.importing.cells import Cell
from precinto.documents.importing.mapping import Map
from precinto.documents.importing.sheet import CannotImport, Sheet, open_sheet
from precinto.documents.importing.verdict import Office, Plan

DATA = Path(__file__).parent.parent / "data"
REAL = DATA / "nara-register-2021.xlsx"
SAMPLE = DATA / "nara-register-2021-sample.xlsx"
TODAY = date(2026, 11, 23)
OFFICE = Office(TODAY, {"confidencial": "C", "c": "C", "secreto": "S"}, {"atomal": "ATOMAL"})
HEAD = ["Nº registro", "Asunto", "Fecha", "Folios"]


def table(*rows: Sequence[Cell], head: Sequence[str] = HEAD, file: str = "viejo.csv") -> Sheet:
    whole: list[list[Cell]] = [list(head), *(list(row) for row in rows)]
    at, _score = columns.heading_row(whole)
    return Sheet(file, "d" * 64, "csv", "", whole, at)


def judged(sheet: Sheet, office: Office = OFFICE, **changes: Any) -> Plan:
    map_ = replace(mapping.guess(sheet, level="C", place="L1", title="[—]"), **changes)
    return plan.make(sheet, map_, office)


def reasons(found: Plan) -> list[tuple[str, list[str]]]:
    return [(row.outcome, [doubt.reason for doubt in row.doubts]) for row in found.rows]


# ---- the headings and the map ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Record Number", "old_number"),
        ("Nº de Registro", "old_number"),
        ("N.º registro:", "old_number"),
        ("ASUNTO", "title"),
        ("Clasificación", "level"),
        ("Doc Date", "dated"),
        ("Fecha del documento", "dated"),
        ("Nº hojas", "folios"),
        ("Num Pages", "folios"),
        ("Pages Released", "released"),
        ("File Num", "reference"),
        ("Observaciones", "note"),
        ("Remitente", "from"),
        ("To Name", "to"),
        ("Ejemplares", "copies"),
        ("Ubicación del gato", ""),
    ],
)
def test_headings_are_understood_in_both_languages(heading: str, target: str) -> None:
    assert columns.meaning(heading) == target


def test_the_headings_are_found_below_a_letterhead() -> None:
    sheet = table(
        ["1/64", "Informe", "3/1/1964", "2"],
        head=["Ministerio"],
    )
    sheet = replace(sheet, rows=[["Ministerio de la Gobernación"], [""], list(HEAD), *sheet.rows[1:]])
    assert columns.heading_row(sheet.rows) == (2, 4)


def test_a_map_that_is_written_and_read_again_is_the_same() -> None:
    sheet = table(["1/64", "Informe", "31/1/1964", "2"], head=[*HEAD, 'Con "comillas" \\ y\ttab', ""])
    first = mapping.guess(sheet, level="C", place="L1", title="[sin asunto]")
    assert mapping.read(mapping.write(first)) == first


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["31/01/1964"], "dmy"),
        (["01/31/1964"], "mdy"),
        (["1964-01-31"], "ymd"),
        (["01/02/1964"], "dmy"),
    ],
)
def test_the_order_of_dates_is_read_off_the_column(texts: list[str], order: str) -> None:
    sheet = table(*[["1", "Informe", text, "2"] for text in texts])
    assert mapping.guess(sheet, level="C", place="L1", title="x").order == order


@pytest.mark.parametrize(
    ("toml", "name"),
    [
        ("[[columns]]\nheading='A'\nat=1\nto='nonsense'", "columns: A"),
        ("[table]\nsheeet='x'", "table.sheeet"),
        ("[[columns]]\nheading='A'\nat=1\nto='title'\n[doubts]\ndate-future='drop'", "doubts.date-future"),
        ("[[columns]]\nheading='A'\nat=1\nto='title'\n[dates]\norder='ydm'", "dates.order"),
        ("[[columns]]\nheading='A'\nat=1\nto='title'\n[defaults]\ncopies=0", "defaults.copies"),
        ("[[columns]]\nheading='A'\nat=1\nto='title'\n[[columns]]\nheading='B'\nat=2\nto='title'", "columns: B"),
    ],
)
def test_a_map_says_which_of_its_names_cannot_be(toml: str, name: str) -> None:
    with pytest.raises(CannotImport) as stopped:
        mapping.read(toml)
    assert (stopped.value.reason, stopped.value.facts["name"]) == ("import-map-bad", name)


def test_what_is_no_map_is_said(tmp_path: Path) -> None:
    for text in ("[table", "\x00"):
        with pytest.raises(CannotImport) as stopped:
            mapping.read(text)
        assert stopped.value.reason == "import-map-not-toml"
    (tmp_path / "mapa.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CannotImport) as stopped:
        mapping.read_file(tmp_path / "mapa.toml")
    assert stopped.value.reason == "import-map-not-toml"


def test_a_map_of_another_file_is_not_used() -> None:
    map_ = mapping.guess(table(["1", "a", "", "2"]), level="C", place="L1", title="x")
    with pytest.raises(CannotImport) as stopped:
        plan.make(table(["1", "a"], head=["Nº registro", "Materia"]), map_, OFFICE)
    assert stopped.value.reason == "import-map-no-column"


# ---- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "found", "doubt"),
    [
        ("26/03/1964", date(1964, 3, 26), ""),
        ("26.3.1964", date(1964, 3, 26), ""),
        ("26/03/1964 10:30", date(1964, 3, 26), ""),
        ("1964-03-26", date(1964, 3, 26), ""),
        (date(1964, 3, 26), date(1964, 3, 26), ""),
        ("", None, ""),
        ("00/00/0000", None, "date-impossible"),
        ("01/01/0000", None, "date-impossible"),
        ("31/02/1964", None, "date-impossible"),
        ("29/02/1963", None, "date-impossible"),
        ("s/f", None, "date-impossible"),
        ("31/12/2044", date(2044, 12, 31), "date-future"),
        ("26/03/64", date(1964, 3, 26), "date-two-digits"),
        ("00/00/1964", None, "date-incomplete"),
        ("1964", None, "date-incomplete"),
        ("03/1964", None, "date-incomplete"),
        (23462, date(1964, 3, 26), "date-serial"),
        ("٣/٣/١٩٦٤", date(1964, 3, 3), ""),
        ("1²/3/1964", None, "date-impossible"),
        ("²", None, "date-impossible"),
        (10**12, None, "date-impossible"),
    ],
)
def test_dates(cell: Cell, found: date | None, doubt: str) -> None:
    assert cells.day(cell, "dmy", 1900, TODAY) == (found, doubt)


# ---- rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "doubts"),
    [
        (["1/64", "Informe", "3/1/1964", "2"], []),
        (["1/64", "Informe", "31/02/1964", "2"], ["date-impossible"]),
        (["", "Informe", "", "2"], ["number-missing"]),
        (["1/64", "", "", "2"], ["title-missing"]),
        (["1/64", "Informe", "", ""], ["pages-missing"]),
        (["1/64", "Informe", "", "0"], ["pages-zero"]),
        (["1/64", "Informe", "", "doce"], ["pages-not-read"]),
        (["1/64", "Informe", "", 200_000], ["pages-too-many"]),
        (["1/64", "Infor\x07me", "", "2"], ["control-characters"]),
        (["1/64", "=2+5", "", "2"], ["formula-looking"]),
        (["1/64", "Informe", "", "2", "algo más"], ["cells-beyond"]),
        ([date(1964, 1, 1), "Informe", "", "2"], ["value-became-date"]),
        (["1/64", "a" * 600, "", "2"], ["text-cut"]),
        (["1/64", "a" * 1200, "", "2"], ["text-cut", "note-too-long"]),
        (HEAD, ["headings-again", "date-impossible", "pages-not-read"]),
        (["Total", "", "", 12], ["total-row"]),
    ],
)
def test_what_is_doubtful_in_a_row(row: list[Cell], doubts: list[str]) -> None:
    found = judged(table(row))
    assert [doubt.reason for doubt in found.rows[0].doubts][: len(doubts) or None] == doubts
    assert all(doubt.words() != f"import-{doubt.reason}" for doubt in found.rows[0].doubts)


def test_what_is_doubtful_among_rows() -> None:
    found = judged(
        table(
            ["1/64", "Informe", "", "2", "a.pdf"],
            ["1/64", "Otro", "", "2", "a.pdf"],
            ["", "", "", "", ""],
            ["2/64", "Nota", "", "2", "b.pdf"],
            ["2/64", "Nota", "", "2", "b.pdf"],
            ["3/64", "Carta", "", "2", "c.pdf"],
            ["Total", "", "", "99", ""],
            head=[*HEAD, "Fichero"],
        ),
        replace(OFFICE, old_numbers={"3/64": "L 2025/00007"}),
    )
    assert reasons(found)[:6] == [
        ("remark", ["number-repeated", "file-shared"]),
        ("remark", ["number-repeated", "file-shared"]),
        ("empty", []),
        ("remark", ["number-repeated", "file-shared"]),
        ("quarantined", ["row-twice", "number-repeated", "file-shared"]),
        ("quarantined", ["number-known"]),
    ]
    assert [doubt.reason for doubt in found.doubts] == ["empty-rows"]
    assert found.totals["read"] == 7


def test_a_number_or_a_count_of_copies_that_is_none_is_quarantined() -> None:
    sheet = table(["doce", "Informe", "", "2", "2"], ["7", "Nota", "", "2", "muchos"], head=[*HEAD, "Ejemplares"])
    guessed = mapping.guess(sheet, level="C", place="L1", title="[—]")
    own = replace(guessed.columns[0], to="number")
    found = judged(sheet, columns=(own, *guessed.columns[1:]))
    assert reasons(found) == [("quarantined", ["number-not-read"]), ("quarantined", ["copies-not-read"])]


def test_columns_that_the_map_leaves_out_or_does_not_know_are_told() -> None:
    sheet = table(["1/64", "Informe", "", "2", "x"], head=[*HEAD, "Ubicación del gato"])
    guessed = mapping.guess(sheet, level="C", place="L1", title="[—]")
    ignored = tuple(replace(one, to="ignore") if one.heading == "Folios" else one for one in guessed.columns)
    assert [(d.reason, d.facts["columns"]) for d in judged(sheet, columns=ignored).doubts] == [
        ("columns-ignored", ["Folios"])
    ]
    known = tuple(one for one in guessed.columns if one.heading != "Ubicación del gato")
    assert [(d.reason, d.facts["columns"]) for d in judged(sheet, columns=known).doubts] == [
        ("columns-new", ["Ubicación del gato"])
    ]


def test_a_total_is_held_against_what_stands_above_it() -> None:
    rows: list[list[Cell]] = [["1/64", "Informe", "", 2], ["2/64", "Nota", "", 3]]
    right = judged(table(*rows, ["Total", "", "", 5]))
    wrong = judged(table(*rows, ["Total", "", "", 6]))
    assert (right.rows[2].outcome, [d.reason for d in right.doubts]) == ("quarantined", [])
    assert [(d.reason, d.facts["written"], d.facts["counted"]) for d in wrong.doubts] == [("totals-differ", 6, 5)]


def test_what_a_document_cannot_hold_is_in_the_note_whole() -> None:
    long = "Memoria " + "x" * 560
    found = judged(table(["1/64", long, "31/02/1964", "2", "JFK"], head=[*HEAD, "Record Series"]))
    facts = found.rows[0].facts
    assert len(facts["title"]) == 500
    assert facts["title"].endswith("…")
    assert facts["note"].splitlines() == ["Record Series: JFK", f"Asunto: {long}", "Fecha: 31/02/1964"]


def test_levels_by_any_of_their_names_and_no_others() -> None:
    head = [*HEAD, "Clasificación", "Restricciones"]
    found = judged(
        table(
            ["1", "a", "", "2", "SECRETO", ""],
            ["2", "a", "", "2", "", "Atomal"],
            ["3", "a", "", "2", "muy secreto", ""],
            ["4", "a", "", "2", "", "Cosmic"],
            head=head,
        )
    )
    assert [row.facts["level"] for row in found.rows[:2]] == ["S", "C"]
    assert found.rows[1].facts["caveats"] == ["ATOMAL"]
    assert reasons(found)[2:] == [("quarantined", ["level-unknown"]), ("quarantined", ["caveat-unknown"])]


def test_the_map_decides_over_doubts_but_not_over_what_has_no_place() -> None:
    sheet = table(["1/64", "a" * 1200, "31/02/1964", "2"])
    taken = judged(sheet, doubts={**mapping.DOUBTS, "note-too-long": "take"})
    assert taken.rows[0].outcome == "quarantined"
    strict = judged(table(["1/64", "a", "31/02/1964", "2"]), doubts={**mapping.DOUBTS, "date-impossible": "quarantine"})
    assert strict.rows[0].outcome == "quarantined"


# ---- the real register -----------------------------------------------------------------------------------------------


def test_the_real_register_is_accounted_for_row_by_row() -> None:
    """The figures were counted apart from this program, on the XML inside the file."""
    found = judged(open_sheet(REAL))
    assert found.map.order == "mdy"
    assert found.totals == {"read": 1491, "taken": 727, "remark": 764, "quarantined": 0, "empty": 0, "already": 0}
    assert found.reasons == {
        "pages-differ": 567,
        "title-missing": 452,
        "date-impossible": 111,
        "pages-zero": 45,
        "date-incomplete": 13,
        "file-shared": 12,
        "value-became-date": 4,
    }
    assert [row.number for row in found.rows if "value-became-date" in {d.reason for d in row.doubts}] == [
        1414,
        1415,
        1416,
        1417,
    ]
    assert all(doubt.words() for row in found.rows for doubt in row.doubts)


def test_nothing_of_the_real_register_is_lost() -> None:
    """Every value of every row stands in a field or in the note."""
    sheet = open_sheet(REAL)
    found = judged(sheet)
    for row in found.rows:
        whole = "\n".join(str(value) for value in row.facts.values())
        for cell in row.cells:
            assert cells.shown(cell) in whole or (cell == row.facts["folios"]), (row.number, cell)


# ---- any dirt --------------------------------------------------------------------------------------------------------

HEADINGS = sorted({words for group in columns.KNOWN.values() for words in group} | {"", "otra", "Fecha"})
DIRT = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "0", "00/00/0000", "31/02/1964", "1/1/50", "=A1", "Total", "secreto", "C", "2021/7", "-3", "1964"]),
    st.integers(-(2**52), 2**52),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.text(st.characters(codec="utf-8"), min_size=500, max_size=700),
)  # fmt: skip


@given(
    head=st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=12),
    rows=st.lists(st.lists(DIRT, max_size=14), max_size=12),
    ways=st.dictionaries(st.sampled_from(sorted(mapping.DOUBTS)), st.sampled_from(["take", "quarantine"])),
    year=st.sampled_from(["import", "document"]),
)
@settings(max_examples=150, deadline=None)
def test_no_dirt_breaks_the_plan_and_its_totals_add_up(
    head: list[str], rows: list[list[Cell]], ways: dict[str, Any], year: Any
) -> None:
    sheet = Sheet("dirt.csv", "e" * 64, "csv", "", [list(head), *rows], 0)
    guessed = mapping.guess(sheet, level="C", place="L1", title="[—]")
    assert mapping.read(mapping.write(guessed)) == guessed
    map_: Map = replace(guessed, doubts={**mapping.DOUBTS, **ways}, year=year)
    if not {"title", "old_number", "reference", "note"} & {column.to for column in map_.columns}:
        with pytest.raises(CannotImport, match="import-map-says-nothing"):
            plan.make(sheet, map_, OFFICE)
        return
    found = plan.make(sheet, map_, OFFICE)
    totals = found.totals
    assert totals["read"] == sum(totals[outcome] for outcome in verdict.OUTCOMES) == len(sheet.body)
    for row in found.rows:
        assert all(doubt.words() for doubt in row.doubts)
        if row.outcome in ("taken", "remark"):
            assert len(row.facts["note"]) <= 1000
            assert 1 <= row.facts["folios"] <= 100_000
            assert row.facts["title"]
        if row.outcome == "taken":
            assert not row.doubts
