# SPDX-License-Identifier: EUPL-1.2
"""What must hold of channels, of other bodies and of keys. Each returns None, or the reason why it does not hold."""

from __future__ import annotations

from precinto.despatch import bundle, keys, talk
from precinto.despatch.models import Channel, ChannelKind, Correspondent, Despatch, Incoming, KeyCard
from precinto.despatch.queries import ENDS
from precinto.labels.scheme import Level
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason

# ---- the catalogue of channels


def a_kind_that_there_is(case: Channel, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: the list of kinds is closed. A telephone under another name is a telephone."""
    if facts.kind == talk.FORBIDDEN:
        return Reason("channel-forbidden", {"name": facts.name})
    return named_as_a_channel(case, actor, facts)


def named_as_a_channel(case: Channel, actor: Actor, facts: Facts) -> Reason | None:
    """As above, of its name and code. It may have been proposed before the program knew the word."""
    by_cipher = case.kind in (ChannelKind.CIPHER, ChannelKind.CIPHER_FAX)
    none = any(talk.no_channel(words, by_cipher=by_cipher) for words in (case.name, f"{case.name} / {case.code}"))
    return Reason("channel-forbidden", {"name": case.name}) if none else None


def channel_code_free(case: Channel, actor: Actor, facts: Facts) -> Reason | None:
    taken = Channel.objects.filter(code__iexact=case.code).exists()
    return Reason("channel-code-taken", {"code": case.code}) if taken else None


def scheme_allows_channel(case: Channel, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: a channel does not reach above the highest level that the scheme lets go by its kind."""
    for level in schemes.loaded(case.scheme).levels:
        if 0 < level.rank <= case.rank and case.kind not in channels_of(level):
            return Reason("channel-above-scheme", {"channel": str(ChannelKind(case.kind).label), "level": level.short})
    return None


def scheme_still_allows(case: Channel, actor: Actor, facts: Facts) -> Reason | None:
    """A scheme may have been loaded since it was proposed."""
    return scheme_allows_channel(case, actor, facts)


def channels_of(level: Level) -> tuple[str, ...]:
    allowed = level.handling["channels"]
    return allowed if isinstance(allowed, tuple) else ()


# ---- correspondents and their keys


def correspondent_code_free(case: Correspondent, actor: Actor, facts: Facts) -> Reason | None:
    taken = Correspondent.objects.filter(code__iexact=case.code).exists()
    return Reason("channel-code-taken", {"code": case.code}) if taken else None


def card_of_another(case: Correspondent, actor: Actor, facts: Facts) -> Reason | None:
    """One office is one correspondent, and never this office itself."""
    given = bundle.read_card(facts.card)
    here = keys.card()
    if here is not None and keys.own(here).base == given.base:
        return Reason("card-own")
    known = Correspondent.objects.filter(base=given.base).exclude(pk=case.pk).first()
    return Reason("card-known", {"name": known.name}) if known is not None else None


def fingerprints_agree(case: Correspondent, actor: Actor, facts: Facts) -> str | None:
    """What was read aloud is what came in the file; spaces and capitals are nobody's."""
    heard = "".join(facts.fingerprint.casefold().split())
    ours = "".join(bundle.read_card(case.card).fingerprint.split())
    return None if heard == ours else "fingerprint-differs"


def nothing_under_way(case: Correspondent, actor: Actor, facts: Facts) -> str | None:
    live = Despatch.objects.filter(correspondent=case).exclude(stage__in=ENDS).exists()
    awaits = Incoming.objects.filter(correspondent=case, stage__in=("announced", "arrived", "accepted")).exists()
    return "correspondent-busy" if live or awaits else None


def no_card_yet(case: KeyCard, actor: Actor, facts: Facts) -> str | None:
    return "card-in-force" if keys.card() is not None else None
