# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL: many writers at once. Plain inserts, the ledger with its sequencer, a hash chain under a lock."""

from __future__ import annotations

import multiprocessing
import statistics
import threading
import time
from typing import Any

from bench.report import Row, ms, quantile
from bench.world import office

MODES = ("audit_row", "ledger", "chain")


def _writer(number: int, seconds: float, go: Any, modes: Any, results: Any) -> None:
    from django.db import connection

    from bench.acts import Variants

    connection.close()
    variants = Variants(number)
    results.put(("ready", number, 0))
    while True:
        mode = modes[number].recv() if hasattr(modes[number], "recv") else ""
        if not mode:
            return
        act = getattr(variants, mode)
        end = time.monotonic() + seconds
        count = 0
        while time.monotonic() < end:
            act()
            count += 1
        results.put((mode, number, count))


def run(writers: int = 32, seconds: float = 2.0, rounds: int = 3, flush: float = 0, least: float = 5) -> list[Row]:
    """`flush` milliseconds are added to each flush of the disk; `least` is the goal beside the chain."""
    with office("postgres", flush=flush):
        from django.db import connections

        from precinto.ledger import tree
        from precinto.ledger.models import Entry, Leaf

        connections.close_all()
        context = multiprocessing.get_context("fork")
        results = context.Queue()
        pipes = [context.Pipe() for _ in range(writers)]
        ends = [pipe[0] for pipe in pipes]
        workers = [
            context.Process(target=_writer, args=(n, seconds, None, ends, results), daemon=True) for n in range(writers)
        ]
        for worker in workers:
            worker.start()
        for _ in workers:
            results.get(timeout=120)
        stop = threading.Event()
        waits: list[float] = []

        def sequence() -> None:
            while not stop.is_set():
                before = tree.size()
                tree.integrate()
                after = tree.size()
                if after > before:
                    placed = Leaf.objects.filter(index__gte=before).values_list("entry__at", flat=True)[:50]
                    moment = time.time()
                    waits.extend(moment - at.timestamp() for at in placed)
                stop.wait(0.1)
            connections.close_all()

        sequencer = threading.Thread(target=sequence)
        sequencer.start()
        rates: dict[str, list[float]] = {mode: [] for mode in MODES}
        for _round in range(rounds):
            for mode in MODES:
                for _ours, theirs in pipes:
                    theirs.send(mode)
                total = sum(results.get(timeout=120)[2] for _ in workers)
                rates[mode].append(total / seconds)
        for _ours, theirs in pipes:
            theirs.send("")
        time.sleep(0.5)
        stop.set()
        sequencer.join()
        tree.integrate()
        complete = Entry.objects.count() == Leaf.objects.count()
        connections.close_all()
    plain, ledger, chain = (rates[mode] for mode in MODES)
    kept = statistics.median(a / b for a, b in zip(ledger, plain, strict=True))
    over = statistics.median(a / b for a, b in zip(ledger, chain, strict=True))
    disk = f", flush {flush:g} ms slower" if flush else ""
    return [
        Row(f"{writers} writers{disk}: plain inserts", f"{statistics.median(plain):.0f} acts/s"),
        Row(
            f"{writers} writers: ledger",
            f"{statistics.median(ledger):.0f} acts/s, {kept:.2f}x",
            "plain",
            ">= 0.90",
            kept >= 0.9,
        ),
        Row(f"{writers} writers: ledger", f"{over:.1f}x", "a hash chain under a lock", f">= {least:g}", over >= least),
        Row(
            "commit to place in the tree",
            f"p99 {ms(quantile(waits, 0.99))}",
            "",
            "<= 2000 ms",
            quantile(waits, 0.99) <= 2,
        ),
        Row("every entry has its place", str(complete), "", "True", complete),
    ]
