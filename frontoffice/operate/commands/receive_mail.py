"""`frontoffice receive-mail < MESSAGE`: files one message, for a mail server's pipe."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontoffice.conversations.models import Arrival

SUMMARY = "files one message from standard input, for a mail server's pipe"
EX_TEMPFAIL = 75
EX_USAGE = 64


def main(argv: list[str]) -> int:
    """Prints the outcome as JSON; 0 once it is durably stored, 75 when the sender should try again."""
    parser = argparse.ArgumentParser(prog="frontoffice receive-mail", description=SUMMARY)
    parser.add_argument(
        "--to", help="the address it came to (default: $ORIGINAL_RECIPIENT, $RECIPIENT, its headers)"
    )
    parser.add_argument(
        "--from", dest="sender", default=os.environ.get("SENDER", ""), help="the envelope's sender"
    )
    options = parser.parse_args(argv)
    raw = sys.stdin.buffer.read()
    if not raw.strip():
        print("receive-mail: there is no message on standard input.", file=sys.stderr)
        return EX_USAGE
    try:
        told = _file(raw, options.to, options.sender)
    except (Exception, SystemExit) as error:
        print(f"receive-mail: not stored ({type(error).__name__}); try again later.", file=sys.stderr)
        return EX_TEMPFAIL
    print(json.dumps(told, ensure_ascii=False))
    return 0


def _file(raw: bytes, to: str | None, sender: str) -> dict[str, str]:
    from frontoffice.operate.django import database_running, set_up_django

    with database_running():
        set_up_django()
        from frontoffice.conversations import mailbox

        [arrival] = mailbox.accept(raw, [_recipient(raw, to)], sender)
        if arrival.outcome != arrival.Outcome.WAITING:
            return {"outcome": "duplicate", **_reference(arrival)}
        return _told(arrival)


def _told(arrival: Arrival) -> dict[str, str]:
    """What became of a message that is stored; while it cannot be filed, the worker tries again."""
    from frontoffice.conversations import mailbox

    try:
        filed = mailbox.file_one(arrival.pk)
    except Exception as error:
        return {"outcome": "held", "reason": f"It is kept, and filed later ({type(error).__name__})."}
    if filed.outcome == filed.Outcome.WAITING:
        return {"outcome": "held", "reason": "It is kept, and filed as soon as that can be done."}
    outcome = "duplicate" if filed.reason == mailbox.CAME_BEFORE else filed.outcome
    reason = {"reason": filed.reason} if filed.reason else {}
    return {"outcome": outcome, **_reference(filed), **reason}


def _reference(arrival: Arrival) -> dict[str, str]:
    return {"reference": arrival.conversation.reference} if arrival.conversation else {}


def _recipient(raw: bytes, to: str | None) -> str:
    """The address the mail server says it came to, else the first of ours that its headers name."""
    named = to or os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT")
    if named:
        return named
    from frontoffice.conversations.threading import is_ours
    from frontoffice.mail.parse import parse

    mail = parse(raw)
    return next((address for address in (*mail.delivered_to, *mail.to, *mail.cc) if is_ours(address)), "")
