# SPDX-License-Identifier: EUPL-1.2
"""2.2: a key of the API lives a year at most and ends with what could have made it."""

from __future__ import annotations

from tests.stories.telling import MINUTES_AGO, Move, Stories, Telling, told

OWN = "token"

ISSUED = ("rosa", "issue")

DONE: Stories = {
    "a key is issued": ([ISSUED], "live"),
    "revoked by its owner": ([ISSUED, ("rosa", "revoke")], "revoked"),
    "revoked by the head": ([ISSUED, ("jaime", "revoke")], "revoked"),
    "revoked by the system administrator": ([ISSUED, ("olga", "revoke")], "revoked"),
}  # fmt: skip

REFUSED: Stories = {
    "for more than a year": ([("rosa", "issue", {"until": "+400"})], "token-too-long"),
    "that has ended already": ([("rosa", "issue", {"until": "2026-01-02"})], "token-too-long"),
    "with an old password": ([("rosa", "issue", {MINUTES_AGO: 6})], "fresh-password"),
    "revoked by another": ([ISSUED, ("vera", "revoke")], "not-found"),
    "revoked twice": ([ISSUED, ("rosa", "revoke"), ("rosa", "revoke")], "wrong-stage"),
    "revoked with the reset of the password": ([ISSUED, ("olga", "account.reset_password of rosa"), ("jaime", "revoke")], "wrong-stage"),
    "issued while the first password waits": (
        [("olga", "account.reset_password of rosa"), ("carmen", "account.confirm_reset"), ISSUED], "change-password-first",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
