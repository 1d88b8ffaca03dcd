# SPDX-License-Identifier: EUPL-1.2
"""One act, kept in several ways: a thing changes hands, with its movement and its approval, in one transaction."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable

from django.db import connection, transaction

from bench.peers import models as m
from precinto.ledger.append import Draft, append, new_act
from precinto.ledger.seal import Sealer
from precinto.records import gate, journal, ready
from precinto.records.clock import now, stamp

REASON = "Informe trimestral de seguridad para la reunión del comité"


class Variants:
    """Each method is one act on the thing of this writer."""

    def __init__(self, writer: int) -> None:
        self.person = writer + 1
        self.seq = 0
        self.plain_thing = m.PlainThing.objects.create()
        self.auditlog_thing = m.AuditlogThing.objects.create()
        self.history_thing = m.HistoryThing.objects.create()
        sealer = Sealer()
        with gate.whole(), journal.writing(new_act(), now(), sealer.commit) as notes:
            self.ledger_thing = journal.add(m.LedgerThing())
            append(self._draft(notes.act), journal=notes, sealer=sealer)

    def _draft(self, act: object) -> Draft:
        return Draft(
            kind="act",
            at=now(),
            act=act,  # type: ignore[arg-type]
            person=self.person,
            procedure="bench.move",
            step="move",
            clause="1.4",
            case=1,
            intent=f"{self.person}:{os.getpid()}:{act}",
            more={"facts": {"reason": 1}, "stages": ["a", "b"]},
        )

    def _three(self, thing: type, move: type, approval: type, row: object) -> None:
        self.seq += 1
        row.holder, row.seq = self.person, self.seq  # type: ignore[attr-defined]
        row.save()  # type: ignore[attr-defined]
        move.objects.create(thing=row.pk, seq=self.seq, taker=self.person, at=now())  # type: ignore[attr-defined]
        approval.objects.create(thing=row.pk, person=self.person, reason=REASON)  # type: ignore[attr-defined]

    def bare(self) -> None:
        with gate.whole():
            self._three(m.PlainThing, m.PlainMove, m.PlainApproval, self.plain_thing)

    def by_hand(self) -> None:
        """The same rows by such statements as the journal writes, and no ledger: what the ledger itself costs shows beside this."""
        self.seq += 1
        back = "" if connection.vendor == "sqlite" else " RETURNING id"
        thing, move, approval = (m._meta.db_table for m in (m.PlainThing, m.PlainMove, m.PlainApproval))
        with gate.whole(), ready.cursor() as cursor:
            # sql: tables and columns are those of the models; every value is a parameter.
            cursor.execute(
                f"UPDATE {thing} SET holder = %s, seq = %s WHERE id = %s", [self.person, self.seq, self.plain_thing.pk]
            )
            cursor.execute(
                f"INSERT INTO {move} (thing, seq, taker, at) VALUES (%s, %s, %s, %s){back}",
                [self.plain_thing.pk, self.seq, self.person, connection.ops.adapt_datetimefield_value(now())],
            )
            cursor.execute(
                f"INSERT INTO {approval} (thing, person, reason) VALUES (%s, %s, %s){back}",
                [self.plain_thing.pk, self.person, REASON],
            )

    def audit_row(self) -> None:
        with gate.whole():
            self._three(m.PlainThing, m.PlainMove, m.PlainApproval, self.plain_thing)
            changes = json.dumps({"holder": self.person, "seq": self.seq, "reason": REASON, "at": stamp(now())})
            m.PlainAudit.objects.create(who=self.person, what="move", at=now(), changes=changes)

    def ledger(self) -> None:
        self.seq += 1
        sealer = Sealer()
        with gate.whole(), journal.writing(new_act(), now(), sealer.commit) as notes:
            journal.change(self.ledger_thing, holder=self.person, seq=self.seq)
            journal.add(m.LedgerMove(thing=self.ledger_thing.pk, seq=self.seq, taker=self.person, at=notes.at))
            journal.add(m.LedgerApproval(thing=self.ledger_thing.pk, person=self.person, reason=REASON))
            append(self._draft(notes.act), journal=notes, sealer=sealer)

    def auditlog(self) -> None:
        with gate.whole():
            self._three(m.AuditlogThing, m.AuditlogMove, m.AuditlogApproval, self.auditlog_thing)

    def simple_history(self) -> None:
        with gate.whole():
            self._three(m.HistoryThing, m.HistoryMove, m.HistoryApproval, self.history_thing)

    def chain(self) -> None:
        """A hash chain as it is usually asked for: under a lock that is held until the commit is on the disk."""
        with transaction.atomic():
            self._three(m.PlainThing, m.PlainMove, m.PlainApproval, self.plain_thing)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(7)")
            last = m.ChainEntry.objects.order_by("-pk").values_list("hash", flat=True).first() or b""
            body = json.dumps({"who": self.person, "seq": self.seq, "reason": REASON}).encode()
            m.ChainEntry.objects.create(hash=hashlib.sha256(bytes(last) + body).digest(), body=body)


ALONE = "its rows in SQL of our own, no ledger"
ACTS: dict[str, Callable[[Variants], None]] = {
    "bare": Variants.bare,
    ALONE: Variants.by_hand,
    "audit row": Variants.audit_row,
    "ledger": Variants.ledger,
    "django-auditlog": Variants.auditlog,
    "django-simple-history": Variants.simple_history,
}
