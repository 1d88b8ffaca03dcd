# SPDX-License-Identifier: EUPL-1.2
"""A thing, its movements and approvals, once for each way of keeping a record of them."""

from __future__ import annotations

from auditlog.registry import auditlog
from django.db import models
from simple_history.models import HistoricalRecords

from precinto.records.models import Recorded


class ThingColumns(models.Model):
    holder = models.IntegerField(default=0)
    seq = models.IntegerField(default=0)

    class Meta:
        abstract = True


class MoveColumns(models.Model):
    thing = models.IntegerField()
    seq = models.IntegerField()
    taker = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        abstract = True


class ApprovalColumns(models.Model):
    thing = models.IntegerField()
    person = models.IntegerField()
    reason = models.CharField(max_length=200)

    class Meta:
        abstract = True


class PlainThing(ThingColumns):
    pass


class PlainMove(MoveColumns):
    pass


class PlainApproval(ApprovalColumns):
    pass


class PlainAudit(models.Model):
    who = models.IntegerField()
    what = models.CharField(max_length=60)
    at = models.DateTimeField()
    changes = models.TextField()


class LedgerThing(ThingColumns, Recorded):
    pass


class LedgerMove(MoveColumns, Recorded):
    pass


class LedgerApproval(ApprovalColumns, Recorded):
    pass


class AuditlogThing(ThingColumns):
    pass


class AuditlogMove(MoveColumns):
    pass


class AuditlogApproval(ApprovalColumns):
    pass


for model in (AuditlogThing, AuditlogMove, AuditlogApproval):
    auditlog.register(model)


def nobody(historical_instance: models.Model, **_: object) -> None:
    """The package looks the user up only where there is one."""


def nobody_set(historical_instance: models.Model, user: object) -> None:
    """Nor is one written."""


def records() -> HistoricalRecords:
    # A plain number instead of a foreign key: the peer is measured without a join that this bench has no use for.
    return HistoricalRecords(
        history_user_id_field=models.IntegerField(null=True),
        history_user_getter=nobody,
        history_user_setter=nobody_set,
    )


class HistoryThing(ThingColumns):
    history = records()


class HistoryMove(MoveColumns):
    history = records()


class HistoryApproval(ApprovalColumns):
    history = records()


class ChainEntry(models.Model):
    """A hash chain: each row holds the hash of the one before it."""

    hash = models.BinaryField()
    body = models.BinaryField()
