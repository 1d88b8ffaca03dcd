# SPDX-License-Identifier: EUPL-1.2
"""Dominance, the order of labels and their join; and the words that a label becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precinto.labels import (
    ANY_REL,
    NOBODY,
    Label,
    SchemeMismatch,
    at_most,
    dominates,
    join,
    load,
    marking,
    shipped,
    why_not,
)

ES = load(shipped()["es"])
EU = load(shipped()["eu"])

ranks = st.sampled_from([0, 10, 20, 30, 40])
few_bits = st.integers(0, 7)
things = st.builds(Label, st.just("es"), ranks, few_bits, st.one_of(few_bits, st.just(NOBODY)))
holders = st.builds(Label, st.just("es"), ranks, few_bits, few_bits)


@given(things, things, things)
def test_at_most_is_a_partial_order(a: Label, b: Label, c: Label) -> None:
    assert at_most(a, a)
    if at_most(a, b) and at_most(b, a):
        assert a == b
    if at_most(a, b) and at_most(b, c):
        assert at_most(a, c)


@given(things, things, things)
def test_join_is_the_least_upper_bound(a: Label, b: Label, c: Label) -> None:
    both = join(a, b)
    assert at_most(a, both)
    assert at_most(b, both)
    if at_most(a, c) and at_most(b, c):
        assert at_most(both, c)
    assert both == join(b, a)
    assert join(a, join(b, c)) == join(join(a, b), c)
    assert join(a, a) == a


@given(holders, things, things)
def test_who_may_have_the_greater_may_have_the_lesser(holder: Label, a: Label, b: Label) -> None:
    if at_most(a, b) and dominates(holder, b):
        assert dominates(holder, a)
    if dominates(holder, join(a, b)):
        assert dominates(holder, a)
        assert dominates(holder, b)


@given(holders, things)
def test_the_answer_agrees_with_its_reason(holder: Label, thing: Label) -> None:
    values = {at for at in range(3) if thing.rel >> at & 1}
    allowed = (
        thing.rank <= holder.rank
        and all(holder.comp >> at & 1 for at in range(3) if thing.comp >> at & 1)
        and (thing.rel == 0 or any(holder.rel >> at & 1 for at in values))
    )
    assert dominates(holder, thing) is allowed
    assert (why_not(holder, thing) is None) is allowed


def test_reasons_come_in_the_order_of_the_tests() -> None:
    thing = Label("es", 30, comp=0b10, rel=0b1)
    assert why_not(Label("eu", 40, 0b10, 0b1), thing) == "other-scheme"
    assert why_not(Label("es", 20), thing) == "level-too-low"
    assert why_not(Label("es", 40, comp=0b1), thing) == "caveat-missing"
    assert why_not(Label("es", 30, comp=0b11, rel=0b10), thing) == "not-releasable"
    assert why_not(Label("es", 30, comp=0b11, rel=0b11), thing) is None
    assert why_not(Label("es", 30, comp=0b11, rel=ANY_REL), thing) is None


def test_open_information_needs_no_clearance_of_any_scheme() -> None:
    assert dominates(Label("eu", 0), Label("es", 0))
    assert join(Label("eu", 0), Label("es", 30)) == Label("es", 30)
    assert why_not(Label("es", 0), Label("es", 0, comp=1)) == "caveat-missing"


def test_two_lists_without_a_common_recipient_reach_nobody() -> None:
    both = join(Label("es", 10, rel=0b01), Label("es", 20, rel=0b10))
    assert both == Label("es", 20, rel=NOBODY)
    assert why_not(Label("es", 40, rel=ANY_REL | NOBODY), both) == "not-releasable"


def test_labels_of_two_schemes_do_not_join() -> None:
    with pytest.raises(SchemeMismatch):
        join(Label("es", 10), Label("eu", 10))
    assert not at_most(Label("es", 10), Label("eu", 40))


def test_markings() -> None:
    label = Label("es", 40, *ES.bits(["cripto", "rel:ESP", "rel:FRA"]))
    assert marking(ES, label, "pageTop", "es") == "SECRETO // CRIPTO // CEDIBLE A ESP, FRA"
    assert marking(ES, label, "pageBottom", "en") == "SECRETO // CRYPTO // REL TO ESP, FRA"
    assert marking(ES, Label("es", 10), "portion", "es") == "(DL)"
    assert marking(ES, Label("es", 20, *ES.bits(["cripto"])), "portion", "es") == "(C//CRIPTO)"
    assert marking(EU, Label("eu", 40), "cover", "es") == "TRÈS SECRET UE/EU TOP SECRET"
    assert marking(ES, Label("es", 10, rel=NOBODY), "screen", "en") == "DIFUSIÓN LIMITADA // NOT RELEASABLE"
    with pytest.raises(ValueError):
        marking(ES, Label("eu", 10), "pageTop", "es")


def test_every_label_has_words_everywhere() -> None:
    for id, toml in shipped().items():
        scheme = load(toml)
        for level in scheme.levels:
            for lang in ("es", "en"):
                for place in ("pageTop", "pageBottom", "cover", "screen"):
                    assert marking(scheme, Label(id, level.rank), place, lang)
                assert marking(scheme, Label(id, level.rank), "portion", lang).startswith("(")
