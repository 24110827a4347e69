"""The values that a message becomes once it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Automatic = Literal["out-of-office", "bounce", "delivery-report", "list", "notification", "loop"]


@dataclass(frozen=True, slots=True)
class ParsedAttachment:
    """A file that came with a message.

    `type` is what the content really is where that can be told, else what the sender declared.
    `danger` is a plain sentence when opening it could run something, else None.
    """

    name: str
    type: str
    content: bytes
    inline: bool
    danger: str | None


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a mail system said about a message it could not deliver.

    `permanent` is False when it will, or we may, try again. `status` is an enhanced status code
    (RFC 3463, "5.1.1"), always present: "5.0.0" or "4.0.0" when the report names none.
    `original_message_id` is the Message-ID of what bounced, with its angle brackets.
    """

    recipients: tuple[str, ...]
    permanent: bool
    status: str
    original_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A message as understood. Everything may be empty: bad input is normal input.

    Addresses are bare and keep their spelling; their domains are lower case. Message-IDs keep
    their angle brackets. `date` is the sender's clock, in aware UTC. `html` is sanitised.
    `defects` says in plain sentences what could not be read.
    """

    message_id: str | None = None
    from_name: str = ""
    from_address: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: str | None = None
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    html: str | None = None
    new_text: str = ""
    attachments: tuple[ParsedAttachment, ...] = ()
    automatic: Automatic | None = None
    bounce: Bounce | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    language: str | None = None
    delivered_to: tuple[str, ...] = ()
    return_path: str | None = None
    front_office: str | None = None
    defects: tuple[str, ...] = ()
