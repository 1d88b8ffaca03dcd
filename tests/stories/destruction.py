# SPDX-License-Identifier: EUPL-1.2
"""What the stories of clause 1.6 have in common: facts that speak of what is in the batch by then, and the batch's own way."""

from __future__ import annotations

from precinto.custody.models import Place, Thing
from precinto.documents.destroying.models import Batch, Emergency, Evacuation, Plan, Sweep
from precinto.documents.destroying.queries import carried as in_the_refuge
from precinto.documents.destroying.queries import live_lines, remaining, this_round
from tests.stories.telling import FACTS, FOUND, PAPER, REASON, Move, Telling

DESTROY = "documents.destroy"


def batch(office: Telling) -> Batch:
    found: Batch = Batch.objects.get(pk=office.cases[DESTROY, ""])
    return found


def counts(office: Telling) -> str:
    """Every line of the newest batch, counted right."""
    return "\n".join(f"{line.thing.code} {line.pieces}" for line in live_lines(batch(office)))


def one_short(office: Telling) -> str:
    first, *rest = live_lines(batch(office))
    return "\n".join([f"{first.thing.code} {first.pieces - 1}", *(f"{x.thing.code} {x.pieces}" for x in rest)])


def one_gone(office: Telling) -> str:
    first, *rest = live_lines(batch(office))
    return "\n".join([f"{first.thing.code} 0", *(f"{x.thing.code} {x.pieces}" for x in rest)])


def all_but_one(office: Telling) -> str:
    return "\n".join(counts(office).splitlines()[1:])


def first_line(office: Telling) -> str:
    return str(live_lines(batch(office))[0].thing.code)


def items(office: Telling) -> int:
    return len(live_lines(batch(office)))


def pieces(office: Telling) -> int:
    return sum(line.pieces for line in live_lines(batch(office)))


def batch_bag(office: Telling) -> str:
    """The code of the sealed bag of the newest batch."""
    return str(Thing.objects.get(batches=batch(office)).code)


def notice(office: Telling) -> str:
    return f"{batch(office).pk}/1"


def bag(office: Telling) -> str:
    """The code of the newest waste bag."""
    return str(Thing.objects.filter(waste__isnull=False).latest("pk").code)


def over_term(office: Telling) -> str:
    """What the newest round of a sweep has found."""
    return "\n".join(line.thing.code for line in this_round(Sweep.objects.latest("pk")))


def declared(office: Telling) -> str:
    """What the newest emergency has still to account for."""
    return "\n".join(thing.code for thing in remaining(Emergency.objects.latest("pk")))


def declared_counts(office: Telling) -> str:
    return "\n".join(f"{thing.code} {thing.pieces}" for thing in remaining(Emergency.objects.latest("pk")))


def carried(office: Telling) -> str:
    """What the newest evacuation has in its refuge."""
    return "\n".join(thing.code for thing in in_the_refuge(Evacuation.objects.latest("pk")))


def carried_counts(office: Telling) -> str:
    return "\n".join(f"{thing.code} {thing.pieces}" for thing in in_the_refuge(Evacuation.objects.latest("pk")))


def carried_gone(office: Telling) -> str:
    return "\n".join(f"{thing.code} 0" for thing in in_the_refuge(Evacuation.objects.latest("pk")))


def whole_plan(office: Telling) -> str:
    rows = Place.objects.filter(stage="in_use", kind__in=("safe", "counter")).order_by("pk")
    return "\n".join(f"{row.code}; horno del sótano; encargada de guardia" for row in rows)


def plan(office: Telling) -> Plan:
    found: Plan = Plan.objects.latest("pk")
    return found


FACTS.update(
    {
        "destroy.propose": {"things": ["{copy1}", "{copy2}"], "reason": "sin vigencia"},
        "destroy.add": {"things": ["{copy2}"], "reason": "sin vigencia"},
        "destroy.drop": {"things": ["{copy2}"], "reason": "aún hace falta"},
        "destroy.list": {"counts": counts},
        "destroy.decline": REASON,
        "destroy.reopen": REASON,
        "destroy.seal": {"counts": counts, "seal": "PR-101", "place": "{safe}"},
        "destroy.unseal": {"counts": counts, "place": "{safe}"} | REASON,
        "destroy.bring_back": {"seal": "PR-101", "items": items, "pieces": pieces, "place": "{safe}"} | REASON,
        "destroy.bring_back_opened": {"counts": counts, "place": "{safe}"} | REASON,
        "destroy.deliver": {
            "body": "{authority}", "receiver": "E. Soler", "receipt": "R-7", "seal": "PR-101",
            "items": items, "pieces": pieces,
        },
        "destroy.carry_out": {
            "counts": counts, "seal": "PR-101", "method": "incineración", "where": "horno de la autoridad", "witness": "ines",
        },
        "destroy.dispute": REASON,
        "destroy.certify": {"authority": "AD-2026/44", "authority_on": "hoy"},
        "destroy.withdraw": REASON,
        "destroy.lose": REASON,
        "destroy.found": FOUND | {"things": ["{copy1}"]},
        "destroy.conclude": {"conclusion": "la tenía la autoridad en otro almacén"},
        "destroy.give_up": {"conclusion": "no consta en ningún almacén"},
        "hold.place": {"document": "{document}", "reference": "DP 12/2026"} | REASON,
        "hold.lift": REASON,
        "sweep.destroy": {"things": over_term} | REASON,
        "sweep.extend": {"things": over_term, "until": "+30"} | REASON,
        "sweep.receive": {"things": over_term},
        "emergency_plan.draft": {"order": whole_plan},
        "emergency_plan.withdraw": REASON,
        "emergency.declare": {"place": "{safe}", "method": "horno"} | REASON,
        "emergency.include": {"things": ["{copy1}"]} | REASON,
        "emergency.attest": {"things": declared},
        "emergency.confirm": {"things": declared},
        "emergency.found": {"counts": declared_counts, "account": "estaba en el mostrador"},
        "evacuation.evacuate": {"places": ["{safe}"], "target": "{body}"} | REASON,
        "evacuation.count": {"counts": carried_counts},
        "evacuation.recount": {"counts": carried_counts},
        "evacuation.miss": {"things": "{copy2}"} | REASON,
        "evacuation.put_back": {"things": carried, "place": "{safe}"},
    }
)  # fmt: skip

PROPOSED: list[Move] = [PAPER, ("carmen", "destroy.propose")]
LISTED: list[Move] = [*PROPOSED, ("carmen", "destroy.list")]
SIGNED: list[Move] = [*LISTED, ("luis", "destroy.sign")]
SEALED: list[Move] = [*SIGNED, ("pilar", "destroy.seal")]
DELIVERED: list[Move] = [*SEALED, ("pilar", "destroy.deliver")]
CARRIED_OUT: list[Move] = [*DELIVERED, ("pilar", "destroy.carry_out")]
DESTROYED: list[Move] = [*CARRIED_OUT, ("ines", "destroy.witness")]
CERTIFIED: list[Move] = [*DESTROYED, ("carmen", "destroy.certify")]
NOTICE: Move = ("carmen", "form.print", {"form": "destruction-notice", "target": notice})
CLOSED: list[Move] = [*CERTIFIED, NOTICE, ("carmen", "destroy.close")]

# Whatever else lay in the safe was carried off, and two find nothing of it.
CARRIED_AND_GONE: list[Move] = [
    ("carmen", "evacuation.evacuate"), ("carmen", "evacuation.count", {"counts": carried_gone}),
    ("pilar", "evacuation.recount", {"counts": carried_gone}),
]  # fmt: skip
# What was in the safe burnt in it; or the newest thing that an inventory did not find there is declared missing.
BURNT: list[Move] = [("jaime", "emergency.declare"), ("carmen", "emergency.attest"), ("luis", "emergency.confirm")]
MISSING: list[Move] = [
    ("carmen", "inventory.open", {"plan": "partial", "place": "{safe}"}), ("carmen", "inventory.finish", {"place": "{safe}"}),
    ("carmen", "inventory.close"), ("jaime", "difference.declare_missing", {"conclusion": "no se halla"}),
]  # fmt: skip
