# SPDX-License-Identifier: EUPL-1.2
"""Cost of an act with its ledger entry, beside the same act with one plain audit row and with two audit packages."""

from __future__ import annotations

import random
import statistics

from bench.report import Row, ms, timed
from bench.world import office


def run(engine: str = "sqlite", rounds: int = 9, acts: int = 60) -> list[Row]:
    with office(engine):
        from bench.acts import ACTS, ALONE, Variants

        variants = Variants(0)
        for act in ACTS.values():
            for _ in range(5):
                act(variants)
        times: dict[str, list[float]] = {name: [] for name in ACTS}
        chance = random.Random(1)
        for _round in range(rounds):
            order = list(ACTS)
            chance.shuffle(order)
            for name in order:
                times[name].append(timed(lambda name=name: [ACTS[name](variants) for _ in range(acts)]) / acts)  # type: ignore[misc]
        base = times["audit row"]
        rows = []
        for name, values in times.items():
            ratio = statistics.median(one / other for one, other in zip(values, base, strict=True))
            target = {"ledger": "<= 1.05"}.get(name, "")
            rows.append(
                Row(
                    f"{engine}: act, {name}",
                    f"{ms(statistics.median(values))}, {ratio:.2f}x",
                    "the same act with one audit row",
                    target,
                    ratio <= 1.05 if target else None,
                )
            )
        ours = times["ledger"]
        alone = statistics.median(one / other for one, other in zip(ours, times[ALONE], strict=True))
        rows.append(Row(f"{engine}: ledger / its rows alone", f"{alone:.2f}x", ALONE))
        for peer in ("django-auditlog", "django-simple-history"):
            ratio = statistics.median(one / other for one, other in zip(ours, times[peer], strict=True))
            rows.append(Row(f"{engine}: ledger / {peer}", f"{ratio:.2f}x", peer, "< 1.00", ratio < 1))
    return rows
