# SPDX-License-Identifier: EUPL-1.2
"""Clause 2.2: no password made of the person's own data, and long random phrases are welcome.

The generators take a count, so that the same tests serve as a campaign: PRECINTO_PASSWORDS=10000.
"""

import os
import random
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from precinto.access.passwords import (
    PasswordRules,
    PersonalData,
    Reason,
    check,
    normalise,
    personal_kinds,
    too_near,
)

COUNT = int(os.environ.get("PRECINTO_PASSWORDS", "1000"))

ROSA = PersonalData(
    names=["Rosa María", "Íñiguez de la Torre"],
    birth_date=date(1984, 3, 14),
    phones=["+34 612 345 678"],
    identity_numbers=["48.217.935-K"],
    units=["Sección de Archivo", "SA-17"],
    login="riniguez",
    office="Subdelegación de Teruel",
)
GOOD = "trombón lila 7 cuchara quizás"

FIRST = (
    "Ana Eva Paz Luis Juan Rosa Inés Vera Olga Diego Carmen Nuria Martín Lucía Ángel Begoña Íñigo Fernando Guillermo "
    "Montserrat Concepción Óscar Iván Noelia Rubén Asunción"
).split()
LAST = (
    "Gil Paz Ruiz Sanz Cruz Vega Mora Núñez Ibáñez García López Fernández Echevarría Castellanos Domínguez Peña Muñoz "
    "Zubizarreta Lloret Ferrer Otero Pazos Villanueva Montoya"
).split()
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
UNITS = ("Gabinete Técnico", "Archivo General", "SA-17", "Unidad 4021", "Registro", "Intendencia", "Negociado Tercero")
OFFICES = ("Ayuntamiento de Ólvega", "Subdelegación de Teruel", "Comandancia Naval", "Consejería de Hacienda")


def a_person(rng: random.Random) -> PersonalData:
    names = [rng.choice(FIRST), f"{rng.choice(LAST)} {rng.choice(LAST)}"]
    digits = "".join(rng.choices("0123456789", k=8))
    return PersonalData(
        names=names,
        birth_date=date(rng.randint(1955, 2004), rng.randint(1, 12), rng.randint(1, 28)),
        phones=[f"+34 6{rng.randint(10, 99)} {rng.randint(100, 999)} {rng.randint(100, 999)}"],
        identity_numbers=[digits + rng.choice("TRWAGMYFPDXBNJZSQVHLCKE")],
        units=[rng.choice(UNITS)],
        login=names[0][0].lower() + names[1].split()[0].lower(),
        office=rng.choice(OFFICES),
    )


# ---- passwords that a person would make of those data ----------------------------------------------------------------


def a_datum(rng: random.Random, about: PersonalData) -> str:
    born = about.birth_date
    assert born is not None
    words = [word for name in (*about.names, *about.units, about.office) for word in name.split() if len(word) > 3]
    short = [word for name in about.names for word in name.split()]
    day, month, year, yy = f"{born.day:02d}", f"{born.month:02d}", str(born.year), f"{born.year % 100:02d}"
    dates = [[day, month, year], [day, month, yy], [year, month, day], [month, day, year], [yy, month, day], [year]]
    phone = about.phones[0].replace(" ", "").removeprefix("+34")
    number = about.identity_numbers[0]
    start = rng.randint(0, 5)
    makers: list[Callable[[], str]] = [
        lambda: rng.choice(words),
        lambda: "".join(rng.sample(short, k=2)),
        lambda: about.login,
        lambda: "".join(rng.choice(dates)),
        lambda: rng.choice("/-. ").join(rng.choice(dates)),
        lambda: phone,
        lambda: phone[start : start + 4],
        lambda: number,
        lambda: number[:-1],
        lambda: number[start : start + 4],
        lambda: f"{born.day}{MONTHS[born.month - 1]}",
    ]
    return rng.choice(makers)()


def disguised(rng: random.Random, datum: str) -> str:
    leet = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7+", "b": "8", "g": "9", "l": "1", "z": "2"}

    def leeted(text: str) -> str:
        return "".join(rng.choice(leet[char]) if char in leet and rng.random() < 0.6 else char for char in text.lower())

    def folded(text: str) -> str:
        return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))

    ways: list[Callable[[str], str]] = [
        lambda text: text,
        lambda text: text[::-1],
        lambda text: "".join(rng.choice((char.upper(), char.lower())) for char in text),
        lambda text: leeted(folded(text)),
        lambda text: leeted(folded(text))[::-1],
        lambda text: rng.choice("-_. /").join(text),
        lambda text: "".join(char * 2 for char in text),
        lambda text: text * 2,
        lambda text: unicodedata.normalize("NFD", text),
        folded,
    ]
    return rng.choice(ways)(datum)


def filled(rng: random.Random, core: str) -> str:
    """`core` made long enough by what people add: a season, a year, signs, or a good phrase around it."""
    season = rng.choice(["Primavera", "Verano", "Otoño", "Invierno", "enero", "Mayo"])
    tail = rng.choice(["2026!", "26", "!!", "123", "1234", "#1", "2025*"])
    filler = [
        lambda: f"{core}-{season}{tail}-{season}",
        lambda: f"{season}{tail} {core} {tail}{season}",
        lambda: f"{a_phrase(rng)} {core} {a_phrase(rng)}",
        lambda: f"{core}_{a_phrase(rng)}",
        lambda: f"{a_phrase(rng)}.{core}",
    ]
    return rng.choice(filler)()


# ---- and phrases that have nothing to do with them -------------------------------------------------------------------

ONSETS = "b c d f g h j l m n p qu r s t v z br cl cr ch dr fl fr gr ll pl pr tr".split()
NUCLEI = "a e i o u ia ie io ue".split()
CODAS = ["", "", "", "", "n", "r", "s", "l"]


def a_word(rng: random.Random) -> str:
    """A word that could be Spanish, of two or three syllables."""
    return "".join(rng.choice(ONSETS) + rng.choice(NUCLEI) + rng.choice(CODAS) for _ in range(rng.choice((2, 2, 3))))


def describe_kinds(reasons: Iterable[Reason]) -> frozenset[str]:
    """The kinds of personal data among the reasons."""
    return frozenset(str(one.facts["datum"]) for one in reasons if one.id == "password.personal")


def a_phrase(rng: random.Random, words: int = 3) -> str:
    return rng.choice((" ", "-", ".")).join(a_word(rng) for _ in range(words))


def a_passphrase(rng: random.Random) -> str:
    phrase = a_phrase(rng, rng.choice((4, 5, 6)))
    return rng.choice((phrase, phrase.title(), f"{phrase} {rng.randint(0, 99)}"))


def test_every_password_derived_from_personal_data_is_refused() -> None:
    rng = random.Random(22)
    passed: list[tuple[str, PersonalData]] = []
    for _ in range(COUNT):
        about = a_person(rng)
        password = filled(rng, disguised(rng, a_datum(rng, about)))[:128]
        if not personal_kinds(normalise(password), about):
            passed.append((password, about))
    assert passed == []


def test_random_passphrases_are_accepted() -> None:
    rng = random.Random(27)
    refused: list[tuple[str, list[Reason]]] = []
    for _ in range(COUNT):
        about, phrase = a_person(rng), a_passphrase(rng)
        reasons = check(phrase, about, rules=PasswordRules(least=12))
        refused += [(phrase, reasons)] if reasons else []
    assert len(refused) <= COUNT * 0.005, refused


def test_a_phrase_is_no_reason_to_refuse_the_next_one() -> None:
    rng = random.Random(31)
    pairs = [(a_passphrase(rng), a_passphrase(rng)) for _ in range(COUNT // 2)]
    assert sum(too_near(old, new) for old, new in pairs) <= len(pairs) * 0.005


@pytest.mark.parametrize(
    ("core", "kind"),
    [
        ("rosa", "name"),
        ("ROSA", "name"),
        ("asor", "name"),
        ("r0s4", "name"),
        ("r-o-s-a", "name"),
        ("rroossaa", "name"),
        ("1n1gu3z", "name"),
        ("zeugini", "name"),
        ("Iñiguez", "name"),
        ("Íñi9u3z", "name"),
        ("MaRíA", "name"),
        ("m@r!a", "name"),
        ("mаría", "name"),  # with a Cyrillic letter
        ("ｍａｒｉａ", "name"),  # full width
        ("14031984", "birth-date"),
        ("140384", "birth-date"),
        ("14-3-84", "birth-date"),
        ("19840314", "birth-date"),
        ("03141984", "birth-date"),
        ("840314", "birth-date"),
        ("1984", "birth-date"),
        ("4891", "birth-date"),
        ("1403", "birth-date"),
        ("14marzo84", "birth-date"),
        ("14 de marzo de 84", "birth-date"),
        ("l4o3l984", "birth-date"),
        ("612345678", "phone"),
        ("612 34 56 78", "phone"),
        ("876543216", "phone"),
        ("5678", "phone"),
        ("48217935K", "identity-number"),
        ("48217935", "identity-number"),
        ("2179", "identity-number"),
        ("archivo", "unit"),
        ("4rch1v0", "unit"),
        ("SA17", "unit"),
        ("riniguez", "name"),
        ("teruel", "office"),
    ],
)
def test_a_datum_is_found_inside_a_long_phrase(core: str, kind: str) -> None:
    for password in (f"{core} trombón lila cuchara", f"trombón lila {core} cuchara", f"trombón-lila-cuchara-{core}"):
        assert kind in describe_kinds(check(password, ROSA)), password


def test_a_good_phrase_passes() -> None:
    assert check(GOOD, ROSA) == []


def test_a_short_name_is_found_alone_but_not_inside_a_word() -> None:
    ana = PersonalData(names=["Ana"])
    assert "name" in describe_kinds(check("Ana2026-trombón-lila", ana))
    assert "name" in describe_kinds(check("trombón.4na.cuchara.lila", ana))
    assert check("mañana ventana trombón", ana) == []


def test_short_pieces_count_only_if_little_is_left_without_them() -> None:
    about = PersonalData(names=["Martínez"])
    assert "name" in describe_kinds(check("arti-x9-rtin-#7-tine", about))
    assert check("artista trombón lila cuchara", about) == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("corta", "password.too-short"),
        ("x" * 129, "password.too-long"),
        ("ﷺ" * 128, "password.too-long"),
        ("passwordpassword", "password.common"),
        ("aaaaaaaaaaaaaaaaaaaa", "password.common"),
        ("123456789012345678", "password.guessable"),
        ("contraseña2026!", "password.guessable"),
        ("trombón\tlila\x07cuchara", "password.unprintable"),
    ],
)
def test_refused_for_other_reasons(password: str, reason: str) -> None:
    assert reason in {found.id for found in check(password, PersonalData())}


def test_length_is_counted_after_normalising_and_nothing_is_cut() -> None:
    assert check("漢字かな交じり文の長い合言葉です", PersonalData()) == []
    assert normalise("ﬁrma") == "firma"
    long = a_phrase(random.Random(1), 18)[:128]
    assert check(long, PersonalData()) == []
    # A datum at the very end is found although the guesser only looks at the beginning.
    assert describe_kinds(check(f"{long[:110]} rosa", ROSA)) == {"name"}


def test_reasons_never_quote_the_password_or_a_datum() -> None:
    reasons = check("rosa14031984", ROSA, previous="rosa14031985")
    assert len(reasons) >= 3
    told = repr(reasons).lower()
    assert not any(secret in told for secret in ("rosa", "1403", "1984"))


@pytest.mark.parametrize(
    ("previous", "new"),
    [
        ("Invierno2026!Teja", "Primavera2026!Teja"),
        ("Invierno2026!", "Primavera2026!"),
        ("Enero2026-tromba", "Febrero2026-tromba"),
        ("Invierno2026!", "Marzo2027?"),
        ("trombón lila 7 cuchara", "trombón lila 8 cuchara"),
        ("trombón lila 7 cuchara", "Trombon-Lila-7-Cuchara"),
        ("trombón lila cuchara", "cuchara trombón lila"),
        ("trombón lila cuchara", "arahcuc alil nóbmort"),
        ("trombón lila cuchara", "trombón lila cuchara1"),
        ("trombón lila cuchara", "x9 trombón lila cuchara y algo más"),
        ("trombón lila cuchara", "trobmón lila cucahra"),
    ],
)
def test_the_previous_password_in_another_dress_is_refused(previous: str, new: str) -> None:
    assert too_near(previous, new)
    assert "password.like-previous" in {reason.id for reason in check(new, PersonalData(), previous=previous)}


def test_another_phrase_is_not_near() -> None:
    assert not too_near("trombón lila 7 cuchara", "silla verde 9 marmota azul")
    assert not too_near("2764 9181 5032 6647", "8890 1375 2418 0359")
    assert not too_near("!?!###$$$%%%&&&", "*_*+++---===...")
