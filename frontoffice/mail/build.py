"""Building a message to a family: text and HTML that read well aloud, headers nothing can be put into."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime

from frontoffice.mail.charsets import clean
from frontoffice.mail.robots import FRONT_OFFICE_HEADER

MAX_SUBJECT_CHARS = 200
MAX_NAME_CHARS = 100
MAX_REFERENCES = 20

RIGHT_TO_LEFT = {"ar", "he", "fa", "ur", "ps", "ku", "ckb", "yi", "dv", "ug", "sd"}
MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}@[A-Za-z0-9.-]{1,200}>")
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


class Unsendable(ValueError):
    """An address, Message-ID or language that cannot stand in a header."""


@dataclass(frozen=True, slots=True)
class OutboundAttachment:
    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message to send. `html` None makes it from the text; `automatic` when no person wrote it."""

    from_name: str
    from_address: str
    reply_to: str | None
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str | None
    language: str
    message_id: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[OutboundAttachment, ...] = ()
    automatic: bool = False


def build(outbound: Outbound) -> EmailMessage:
    """The finished message, ready for `as_bytes()`. The same value gives the same Message-ID each time.

    Names and the subject are put on one line. Raises Unsendable for an address, Message-ID or
    language that is none; a reference that is none is left out.
    """
    if not LANGUAGE.fullmatch(outbound.language):
        raise Unsendable(f"{outbound.language[:40]!r} is not a language.")
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = _checked(outbound.message_id, MESSAGE_ID, "a Message-ID")
    message["Date"] = format_datetime(localtime())
    message["From"] = _mailbox(outbound.from_name, outbound.from_address)
    message["To"] = _mailbox(outbound.to_name, outbound.to_address)
    if outbound.reply_to:
        message["Reply-To"] = _mailbox("", outbound.reply_to)
    message["Subject"] = _line(outbound.subject, MAX_SUBJECT_CHARS)
    _thread(message, outbound)
    message[FRONT_OFFICE_HEADER] = "1"
    if outbound.automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    text = clean(outbound.text)
    page = outbound.html if outbound.html is not None else paragraphs(text)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(document(clean(page), outbound.language), subtype="html", cte="quoted-printable")
    for file in outbound.attachments:
        _attach(message, file)
    del message["Content-Language"]
    message["Content-Language"] = outbound.language
    return message


def paragraphs(text: str) -> str:
    """Plain text as HTML paragraphs, its web addresses as links."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]
    return "\n".join(f"<p>{_linked(block)}</p>" for block in blocks)


def document(body: str, language: str) -> str:
    """A whole HTML page that says its language and direction, plain enough for every mail program."""
    if re.match(r"\s*(?:<!doctype|<html)\b", body, re.IGNORECASE):
        return body
    direction = "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n'
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title></title></head>\n"
        f'<body dir="{direction}" style="font-family:sans-serif;font-size:1rem;line-height:1.5;'
        'max-width:40rem">\n'
        f"{body}\n</body>\n</html>\n"
    )


def _thread(message: EmailMessage, outbound: Outbound) -> None:
    known = [one for one in outbound.references if MESSAGE_ID.fullmatch(one)][-MAX_REFERENCES:]
    if outbound.in_reply_to and MESSAGE_ID.fullmatch(outbound.in_reply_to):
        message["In-Reply-To"] = outbound.in_reply_to
        known = [one for one in known if one != outbound.in_reply_to] + [outbound.in_reply_to]
    if known:
        message["References"] = " ".join(known)


def _attach(message: EmailMessage, file: OutboundAttachment) -> None:
    kind = (
        file.type
        if TYPE.fullmatch(file.type) and not file.type.startswith(("message/", "multipart/"))
        else ""
    )
    main, _, sub = (kind or "application/octet-stream").partition("/")
    name = re.sub(r"[/\\\"]", "_", _line(file.name, MAX_NAME_CHARS)) or "attachment"
    message.add_attachment(file.content, maintype=main, subtype=sub, filename=name)


def _mailbox(name: str, address: str) -> Address:
    checked = _checked(address, ADDRESS, "an address")
    try:
        return Address(display_name=_line(name, MAX_NAME_CHARS), addr_spec=checked)
    except (ValueError, IndexError) as problem:
        raise Unsendable(f"{address[:80]!r} is not an address.") from problem


def _checked(value: str, shape: re.Pattern[str], what: str) -> str:
    if not shape.fullmatch(value):
        raise Unsendable(f"{value[:80]!r} is not {what}.")
    return value


def _line(text: str, limit: int) -> str:
    return " ".join(clean(text).split())[:limit]


def _linked(block: str) -> str:
    escape: Callable[[str], str] = entities.escape
    out, position = [], 0
    for link in LINK.finditer(block):
        out.append(escape(block[position : link.start()]))
        out.append(f'<a href="{escape(link[0])}">{escape(link[0])}</a>')
        position = link.end()
    out.append(escape(block[position:]))
    return "".join(out).replace("\n", "<br>\n")
