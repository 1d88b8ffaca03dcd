# SPDX-License-Identifier: EUPL-1.2
"""Schemes are data: what is shipped loads, and each way of spoiling a file has its own answer."""

import hashlib
from itertools import permutations

import pytest
from django.utils.translation import override

from precinto.labels import Label, Scheme, SchemeError, load, shipped, translate
from precinto.labels.scheme import HANDLING, MIN_CONTRAST, THEMES, contrast
from precinto.office.schemes import level_choices

SHIPPED = {id: load(toml) for id, toml in shipped().items()}
SMALL = """
[scheme]
id = "x"
version = 1
oid = "2.25.1"
name = { es = "Prueba", en = "Test" }
[[level]]
id = "U"
rank = 0
lacv = 0
name = { es = "LIBRE", en = "OPEN" }
short = "U"
color = { light = "#5b6673", dark = "#aab4c0" }
[[level]]
id = "S"
rank = 10
lacv = 1
name = { es = "SECRETO", en = "SECRET" }
short = "S"
aliases = ["SECRETÍSIMO"]
color = { light = "#b3261e", dark = "#ff8a80" }
[level.handling]
max_loan_days = 3
[[category]]
id = "k"
kind = "restrictive"
bit = 0
name = { es = "Clave", en = "Key" }
needs_level = "S"
excludes = ["U"]
[[category]]
id = "rel"
kind = "permissive"
name = { es = "Cedible", en = "Releasable" }
[category.values]
ESP = 0
FRA = 1
"""


def test_the_shipped_schemes_are_there() -> None:
    assert set(SHIPPED) == {"es", "eu", "otan", "generic", "es-2025"}
    assert all(id == scheme.id for id, scheme in SHIPPED.items())
    assert [level.name["es"] for level in SHIPPED["es"].levels[::-1]] == [
        "SECRETO",
        "RESERVADO",
        "CONFIDENCIAL",
        "DIFUSIÓN LIMITADA",
        "SIN CLASIFICAR",
    ]
    assert SHIPPED["es-2025"].status == "draft"
    assert {scheme.status for id, scheme in SHIPPED.items() if id != "es-2025"} == {"in-force"}


@pytest.mark.parametrize("scheme", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_scheme_is_sound(scheme: Scheme) -> None:
    assert scheme.digest == hashlib.sha256(shipped()[scheme.id]).hexdigest()
    assert all(level.rank % 10 == 0 for level in scheme.levels)
    assert scheme.by_rank(0) is scheme.levels[0]
    for level in scheme.levels:
        assert scheme.level(level.id) is scheme.by_rank(level.rank) is level
        assert set(level.handling) == set(HANDLING)
        for theme, backgrounds in THEMES.items():
            assert all(contrast(level.color[theme], ground) >= MIN_CONTRAST for ground in backgrounds)
        for other, id in level.equivalent.items():
            assert SHIPPED[other].level(id)
    # A higher level is never handled more lightly.
    for lower, higher in zip(scheme.levels, scheme.levels[1:], strict=False):
        for rule in ("max_loan_days", "max_holding_days"):
            assert int(str(higher.handling[rule])) <= int(str(lower.handling[rule])), rule
        for rule in ("min_zone", "min_carriers", "witnesses"):
            assert int(str(higher.handling[rule])) >= int(str(lower.handling[rule])), rule


@pytest.mark.parametrize("scheme", SHIPPED.values(), ids=SHIPPED)
def test_levels_are_read_from_any_of_their_words(scheme: Scheme) -> None:
    for level in scheme.levels:
        for word in (level.id, level.short, *level.name.values(), *level.aliases):
            assert scheme.parse_level(word) is level
            assert scheme.parse_level(f"  {word.lower()} ") is level
    assert scheme.parse_level("muy muy secreto") is None
    assert scheme.parse_level("") is None


def test_accents_case_and_points_do_not_matter() -> None:
    for text in ("DIFUSION LIMITADA", "Difusión  limitada", "dif. limitada", "DL"):
        level = SHIPPED["es"].parse_level(text)
        assert level is not None
        assert level.id == "DL"
    found = SHIPPED["eu"].parse_level("tres secret ue / eu top secret")
    assert found is not None
    assert found.rank == 40


def test_equivalence_never_lowers() -> None:
    for one, other in permutations(SHIPPED.values(), 2):
        for level in one.levels:
            found = translate(Label(one.id, level.rank), of=one, into=other)
            assert found is not None
            assert found.rank >= level.rank


def test_without_equivalent_a_thing_rises_to_the_next_level() -> None:
    es, generic = SHIPPED["es"], SHIPPED["generic"]
    assert translate(Label("es", 10), of=es, into=generic) == Label("generic", 20)
    small = load(SMALL.encode())
    assert translate(Label("x", 10), of=small, into=es) == Label("es", 20)
    assert translate(Label("es", 40), of=es, into=small) is None
    assert translate(Label("es", 0), of=es, into=small) == Label("x", 0)
    # Caveats mean something in their own scheme only.
    assert translate(Label("es", 10, comp=1), of=es, into=generic) is None


def test_caveats_to_bits_and_back() -> None:
    scheme = load(SMALL.encode())
    assert scheme.bits(["k", "rel:FRA"]) == (1, 2)
    assert scheme.categories_of(1, 2) == ("k", "rel:FRA")
    assert scheme.bits([]) == (0, 0)
    for unknown in ("z", "rel:USA", "k:ESP", "rel"):
        with pytest.raises(KeyError):
            scheme.bits([unknown])
    assert scheme.unfit("U", ["k"]) == ("caveat-needs-level", {"caveat": "k", "level": "S"})
    assert scheme.unfit("S", ["k", "rel:ESP"]) is None


@pytest.mark.parametrize("scheme", SHIPPED.values(), ids=SHIPPED)
def test_every_shipped_scheme_can_forbid_copying(scheme: Scheme) -> None:
    mark = next(category for category in scheme.categories if "copy" in category.forbids)
    comp = scheme.bits([mark.id]).comp
    assert scheme.forbidding("copy", comp) is mark
    assert scheme.forbidding("copy", ~comp) is None


def test_rules_that_the_deadline_profile_says_now_are_read_over() -> None:
    """A version that an office loaded before must stay readable, with every rule that it had then."""
    old = "\n".join(["witnesses = 2", "inventory_per_year = 2", "missing_days = 10", "overnight_with_reader = false"])
    text = shipped()["es"].decode().replace("version = 3", "version = 2").replace("witnesses = 2", old)
    level = load(text.encode()).level("S")
    assert set(level.handling) == set(HANDLING)
    assert level.handling["witnesses"] == 2


def test_a_first_version_forbids_copying_by_the_name_alone() -> None:
    older = load(shipped()["es"].replace(b'forbids = ["copy"]\n', b""))
    assert older.category("no-copia").forbids == ("copy",)
    assert load(SMALL.encode()).category("k").forbids == ()


def test_what_a_level_does_not_say_is_handled_carefully() -> None:
    level = load(SMALL.encode()).level("S")
    assert level.handling["max_loan_days"] == 3
    assert level.handling["two_person_open"] is True


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version = 1", "version = ", "scheme.not-toml"),
        ("version = 1", "version = 0", "scheme.bad-value"),
        ("version = 1", "", "scheme.missing"),
        ("version = 1", "version = 1\ncolour = 1", "scheme.unknown-key"),
        ('id = "x"', 'id = "x y"', "scheme.bad-id"),
        ('"2.25.1"', '"1,2"', "scheme.bad-oid"),
        ('en = "Test"', 'fr = "Test"', "scheme.missing"),
        ("rank = 0", "rank = 5", "scheme.no-unclassified"),
        ("rank = 10", "rank = 0", "scheme.duplicate"),
        ("lacv = 0", "lacv = 2", "scheme.lacv-against-rank"),
        ('id = "S"', 'id = "U"', "scheme.duplicate"),
        ('aliases = ["SECRETÍSIMO"]', 'aliases = ["libre"]', "scheme.ambiguous-word"),
        ('aliases = ["SECRETÍSIMO"]', 'aliases = "x"', "scheme.bad-value"),
        ("#b3261e", "#ffeeee", "scheme.faint-color"),
        ("#b3261e", "red", "scheme.bad-color"),
        ("max_loan_days = 3", "max_loan_days = -3", "scheme.bad-value"),
        ("max_loan_days = 3", "max_loan_days = true", "scheme.bad-value"),
        ("max_loan_days = 3", "loan = 3", "scheme.unknown-key"),
        ("max_loan_days = 3", 'copy_approval = "nobody"', "scheme.bad-value"),
        ("max_loan_days = 3", "max_carriers = 1", "scheme.bad-value"),
        ("bit = 0", "bit = 63", "scheme.bad-bit"),
        ("bit = 0", "bit = 0\nvalues = { A = 1 }", "scheme.restrictive-with-values"),
        ("FRA = 1", "FRA = 0", "scheme.duplicate"),
        ("FRA = 1", "FRA = 62", "scheme.bad-bit"),
        ('needs_level = "S"', 'needs_level = "Q"', "scheme.unknown-level"),
        ('kind = "restrictive"', 'kind = "loose"', "scheme.bad-value"),
        ("bit = 0", 'bit = 0\nforbids = ["reading"]', "scheme.bad-value"),
        ('kind = "permissive"', 'kind = "permissive"\nforbids = ["copy"]', "scheme.bad-value"),
    ],
)
def test_a_spoilt_file_is_told_by_its_fault(old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(SchemeError) as caught:
        load(SMALL.replace(old, new, 1).encode())
    assert caught.value.message_id == message
    assert message in str(caught.value)


def test_a_file_in_another_encoding_is_told() -> None:
    with pytest.raises(SchemeError) as caught:
        load(SMALL.encode("latin-1"))
    assert caught.value.message_id == "scheme.not-utf8"


def test_levels_are_chosen_in_the_language_in_force() -> None:
    names = {}
    for lang in ("es", "en"):
        with override(lang):
            names[lang] = [name for _id, name in level_choices(SHIPPED["generic"])]
    assert names["es"] == [level.name["es"] for level in reversed(SHIPPED["generic"].levels)]
    assert names["en"] == [level.name["en"] for level in reversed(SHIPPED["generic"].levels)]
    assert names["en"] != names["es"]
