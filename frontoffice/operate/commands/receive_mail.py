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
        print(json.dumps(_file(raw, options.to, options.sender), ensure_ascii=False))
    except Exception as error:
        print(f"receive-mail: not stored ({type(error).__name__}); try again later.", file=sys.stderr)
        return EX_TEMPFAIL
    return 0


def _file(raw: bytes, to: str | None, sender: str) -> dict[str, str]:
    from frontoffice.operate.django import database_running, set_up_django

    with database_running():
        set_up_django()
        from frontoffice.conversations import mailbox
        from frontoffice.conversations.models import Arrival

        known = set(
            Arrival.objects.filter(provider_id=mailbox.name_of(raw, _recipient(raw, to))).values_list(
                "pk", flat=True
            )
        )
        [arrival] = mailbox.accept(raw, [_recipient(raw, to)], sender)
        if arrival.pk in known and arrival.outcome != Arrival.Outcome.WAITING:
            return {"outcome": "duplicate", **_reference(arrival)}
        filed = mailbox.file_one(arrival.pk)
        repeated = (
            {"outcome": "duplicate"} if filed.reason == mailbox.CAME_BEFORE else {"outcome": filed.outcome}
        )
        reason = {"reason": filed.reason} if filed.reason else {}
        return {**repeated, **_reference(filed), **reason}


def _reference(arrival: Arrival) -> dict[str, str]:
    return {"reference": arrival.conversation.reference} if arrival.conversation else {}


def _recipient(raw: bytes, to: str | None) -> str:
    """The address the mail server says it came to, else the first of ours that its headers name."""
    named = to or os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT")
    if named:
        return named
    from frontoffice.conversations.mailbox import domain_is_ours
    from frontoffice.mail.parse import parse

    mail = parse(raw)
    return next(
        (address for address in (*mail.delivered_to, *mail.to, *mail.cc) if domain_is_ours(address)), ""
    )
