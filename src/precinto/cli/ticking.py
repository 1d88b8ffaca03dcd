# SPDX-License-Identifier: EUPL-1.2
"""`precinto tick`: run by a timer, at 18:00 say. Nobody is signed in, so nothing in the books is changed.

It reads what each person would read on their own tasks and, where the settings name a way, writes it to them by local mail. Who
was told on a day stands in HOME/ticks.json: run again on that day, it tells nobody twice, and again tries whoever was not reached.
docs/decisions/0008 says why it is no act.
"""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage
from gettext import gettext
from pathlib import Path
from typing import Any

import typer

from precinto.cli.ending import UNABLE, Asked
from precinto.cli.office import opened

LOCAL = ("127.0.0.1", "localhost", "::1")
PATIENCE = 30  # seconds
Send = Callable[[EmailMessage], None]


def tick() -> None:
    opened()
    from django.utils import translation

    from precinto.config.home import Home
    from precinto.documents.lists import telling
    from precinto.procedures.deadlines import local_day
    from precinto.records.clock import now

    home = Home.from_environment()
    settings = home.read()
    send = sender(settings.sendmail, settings.smtp)
    day = local_day(now()).isoformat()
    file = home.path / "ticks.json"
    known = ticked(file, day)
    people: list[dict[str, Any]] = []
    with translation.override(settings.language):
        for digest in telling.digests():
            sent, failed = False, ""
            if send is not None and digest.login not in known:
                failed = failure(send, message(digest, settings.sender, settings.domain))
                sent = not failed
            if sent:
                known.append(digest.login)
                note(file, day, known)
            counts = {"lines": len(digest.lines), "late": digest.late, "out": len(digest.out)}
            people.append({"account": digest.login, **counts, "sent": sent, "failed": failed})
    if send is None:
        note(file, day, known)
    answered({"day": day, "mail": send is not None, "people": people})
    untold = [one for one in people if one["failed"]]
    if untold:
        print(f"precinto: {told_at_the_end(untold)}", file=sys.stderr)
        raise typer.Exit(UNABLE)


def told_at_the_end(untold: list[dict[str, Any]]) -> str:
    words = gettext(
        "The mail of these accounts did not leave, and the others were told: %(who)s. Mend their mailboxes or [mail] in "
        "precinto.toml and run “precinto tick” again today: it tells only whoever was not told."
    )
    return words % {"who": "; ".join(f"{one['account']} ({one['failed']})" for one in untold)}


def answered(found: dict[str, Any]) -> None:
    if Asked.as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    if not found["mail"]:
        print(gettext("No mail is set up: each person finds their warnings on their own tasks."))
    for one in found["people"]:
        words = gettext("%(account)s: %(lines)s warnings, %(late)s late") % one
        words += f", {gettext('%(out)s others out') % one}" if one["out"] else ""
        print(words + (f", {gettext('told by mail')}" if one["sent"] else ""))
    if not found["people"]:
        print(gettext("Nobody has anything to be told today."))


def ticked(file: Path, day: str) -> list[str]:
    """The accounts that were told on this day."""
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [str(login) for login in kept.get("told", [])] if isinstance(kept, dict) and kept.get("day") == day else []


def note(file: Path, day: str, told: list[str]) -> None:
    from precinto.config.home import write_whole

    write_whole(file, json.dumps({"day": day, "told": told}).encode() + b"\n", mode=0o600)


# ---- local mail


def failure(send: Send, mail: EmailMessage) -> str:
    """Why this mail did not leave, or nothing: one mailbox that is refused must not silence everybody after it."""
    try:
        send(mail)
    except smtplib.SMTPRecipientsRefused as error:
        return "; ".join(f"{code} {why.decode('utf-8', 'replace')}" for code, why in error.recipients.values())
    except smtplib.SMTPResponseException as error:
        why = error.smtp_error
        return f"{error.smtp_code} {why.decode('utf-8', 'replace') if isinstance(why, bytes) else why}"
    except subprocess.CalledProcessError as error:
        return gettext("sendmail ended with status %(status)s") % {"status": error.returncode}
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error) or type(error).__name__
    return ""


def sender(sendmail: str, smtp: str) -> Send | None:
    """The way that the settings name, or None. Raises `BadParameter` on a server that is not this machine."""
    if sendmail:
        return lambda mail: by_sendmail(sendmail, mail)
    if not smtp:
        return None
    host, _colon, port = smtp.rpartition(":")
    if host.strip("[]") not in LOCAL or not port.isdigit():
        raise typer.BadParameter(gettext("mail.smtp must be on this machine, such as 127.0.0.1:25"))
    return lambda mail: by_smtp(host.strip("[]"), int(port), mail)


def message(digest: Any, sender: str, domain: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, f"{digest.login}@{domain}", digest.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(digest.text)
    return mail


def by_sendmail(program: str, mail: EmailMessage) -> None:
    subprocess.run([program, "-i", "--", str(mail["To"])], input=bytes(mail), check=True, timeout=PATIENCE)


def by_smtp(host: str, port: int, mail: EmailMessage) -> None:
    with smtplib.SMTP(host, port, timeout=PATIENCE) as server:
        server.send_message(mail)
