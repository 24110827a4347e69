"""`frontoffice parse-mail`: how a message is understood, one JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

from frontoffice.mail.parse import parse
from frontoffice.mail.parsed import ParsedMail

SUMMARY = "show how a message is understood, as JSON, and file nothing"


def main(argv: list[str]) -> int:
    """One line of JSON for each file, in their order. Exit 0, or 1 when a file could not be opened."""
    options = _options(argv)
    failed = False
    for name in options.files:
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            print(f"parse-mail: {name}: {reason}", file=sys.stderr)
            failed = True
            continue
        sys.stdout.write(json.dumps(described(name, parse(raw), options.html), ensure_ascii=True) + "\n")
    return 1 if failed else 0


def described(name: str, mail: ParsedMail, with_html: bool) -> dict[str, Any]:
    """A message in the fields and the order of the operator's contract."""
    told: dict[str, Any] = {
        "file": name,
        "message_id": mail.message_id,
        "from": {"name": mail.from_name, "address": mail.from_address},
        "to": list(mail.to),
        "subject": mail.subject,
        "date": mail.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if mail.date else None,
        "text": mail.text,
        "new_text": mail.new_text,
        "attachments": [
            {
                "name": one.name,
                "type": one.type,
                "bytes": len(one.content),
                "danger": one.danger,
            }
            for one in mail.attachments
        ],
        "automatic": mail.automatic,
        "bounce": None,
        "defects": list(mail.defects),
    }
    if mail.bounce:
        told["bounce"] = {
            "recipients": list(mail.bounce.recipients),
            "permanent": mail.bounce.permanent,
            "status": mail.bounce.status,
        }
    return told | {"html": mail.html} if with_html else told


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="frontoffice parse-mail",
        description="Show how a message is understood: one JSON object a line, in the order of the files. "
        "Files nothing and needs no database. A malformed message never fails; see its defects.",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a message as it came (.eml), or - for standard input",
    )
    parser.add_argument("--html", action="store_true", help="include the sanitised HTML")
    return parser.parse_args(argv)
