"""A message's bytes understood: `parse` never raises, and says what it could not read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from frontoffice.mail import (
    bounces,
    charsets,
    headers,
    quotes,
    robots,
    safe_html,
    sniff,
    uuencoded,
)
from frontoffice.mail.bodies import Body, find_body, is_attached
from frontoffice.mail.headers import Headers
from frontoffice.mail.parsed import ParsedAttachment, ParsedMail
from frontoffice.mail.parts import Part, read_tree

MAX_MESSAGE_BYTES = 50_000_000
MAX_TEXT_CHARS = quotes.MAX_TEXT_CHARS
MAX_SUBJECT_CHARS = 1_000
MAX_NAME_CHARS = 200
MAX_ATTACHMENT_NAME_CHARS = 200
MAX_REFERENCES = 200

ENDINGS = {"text/calendar": "ics", "text/html": "html", "text/plain": "txt", "message/rfc822": "eml",
    "image/jpeg": "jpg",
           "text/csv": "csv", "text/vcard": "vcf", "text/x-vcard": "vcf", "application/pdf": "pdf",
           "image/png": "png",
           "image/gif": "gif", "message/delivery-status": "txt", "text/rfc822-headers": "txt",
           "audio/mpeg": "mp3",
           "application/zip": "zip", "application/pkcs7-signature": "p7s",
           "application/pgp-signature": "asc"}  # fmt: skip
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(slots=True)
class _Reading:
    """What has been understood so far, and what could not be."""

    defects: list[str] = field(default_factory=list)

    def note(self, *sentences: str | None) -> None:
        self.defects += [sentence for sentence in sentences if sentence and sentence not in self.defects]


def parse(raw: bytes) -> ParsedMail:
    """What a message says, who it is from and what came with it. Never raises, whatever the bytes.

    At most MAX_MESSAGE_BYTES are read and MAX_TEXT_CHARS of text kept; more stands in `defects`.
    A part that cannot be read becomes an attachment as it came, so that nothing is lost.
    """
    reading = _Reading()
    try:
        return _parsed(raw, reading)
    except Exception as problem:
        reading.note(
            f"The message could not be read ({type(problem).__name__}); its bytes are kept as they came."
        )
        return ParsedMail(
            text=charsets.clean(raw[:20_000].decode("utf-8", "replace")),
            new_text=charsets.clean(raw[:20_000].decode("utf-8", "replace")),
            attachments=(ParsedAttachment("message.eml", "message/rfc822", raw, False, None),),
            defects=tuple(reading.defects),
        )


def _parsed(raw: bytes, reading: _Reading) -> ParsedMail:
    if len(raw) > MAX_MESSAGE_BYTES:
        reading.note(f"Only the first {MAX_MESSAGE_BYTES // 1_000_000} MB of the message were read.")
        raw = raw[:MAX_MESSAGE_BYTES]
    tree = read_tree(raw)
    top = tree.root.headers
    mail = _addressed(top, reading)
    reading.note(*tree.defects)
    body = find_body(tree.root)
    reading.note(*body.defects)
    text, written = uuencoded.extract(body.text)
    text = _bounded(text, reading)
    files = _attachments(tree.root, body, reading) + [_written(file) for file in written]
    leaves = tree.root.leaves()
    report = bounces.find_report(tree.root, leaves, text, mail.from_address)
    return replace(
        mail,
        text=text,
        html=safe_html.sanitised(body.html) if body.html else None,
        new_text=quotes.new_text(text, body.html, mail.subject),
        attachments=tuple(files),
        automatic=robots.kind(top, text, mail.from_address, report),
        bounce=report.bounce if report else None,
        defects=tuple(reading.defects),
    )


def _addressed(top: Headers, reading: _Reading) -> ParsedMail:
    """Who, to whom, when and about what, from the headers alone."""
    if top.junk_lines:
        reading.note("Some lines among the headers are not headers; they were passed over.")
    senders = headers.addresses(top.all("from") or top.all("sender"))
    name, address = senders[0] if senders else (top.text("from"), "")
    ids = headers.message_ids(top.raw("message-id"))
    answered = headers.message_ids(top.raw("in-reply-to"))
    when = headers.date(top.raw("date"))
    language = LANGUAGE.match(top.raw("content-language").strip())
    reading.note(
        None if address else "The message does not say who sent it.",
        None if len(senders) < 2 else "The message names more than one sender; the first was taken.",
        None if ids else "The message has no Message-ID.",
        None if when else ("Its date cannot be read." if top.raw("date") else "The message has no date."),
        None
        if len(top.all("subject")) < 2
        else "The message has more than one subject; the first was taken.",
    )
    return ParsedMail(
        message_id=ids[0] if ids else None,
        from_name=name[:MAX_NAME_CHARS],
        from_address=address,
        to=_bare(top, "to"),
        cc=_bare(top, "cc"),
        reply_to=next(iter(_bare(top, "reply-to")), None),
        subject=top.text("subject")[:MAX_SUBJECT_CHARS],
        date=when,
        in_reply_to=answered[0] if answered else None,
        references=headers.message_ids(" ".join(top.all("references")))[-MAX_REFERENCES:],
        language=language[0] if language else None,
        delivered_to=_bare(top, "delivered-to") + _bare(top, "x-original-to") + _bare(top, "envelope-to"),
        return_path=headers.normal(top.raw("return-path")) if top.raw("return-path") else None,
        front_office=top.text(robots.FRONT_OFFICE_HEADER.lower()) or None,
    )


def _bare(top: Headers, name: str) -> tuple[str, ...]:
    found = [address for _, address in headers.addresses(top.all(name)) if address]
    return tuple(dict.fromkeys(found))


def _bounded(text: str, reading: _Reading) -> str:
    if len(text) > MAX_TEXT_CHARS:
        reading.note(
            f"The text is longer than {MAX_TEXT_CHARS:,} characters; the rest is in the message as it came."
        )
        text = text[:MAX_TEXT_CHARS]
    return text.strip("\n")


def _attachments(root: Part, body: Body, reading: _Reading) -> list[ParsedAttachment]:
    used = {id(part) for part in body.used}
    files = [_attachment(part, reading) for part in root.leaves() if id(part) not in used and _holds(part)]
    return _numbered(files)


def _holds(part: Part) -> bool:
    """Whether a part that is no body is a file: an empty one without a name is not."""
    return part.start < part.end or bool(part.name) or is_attached(part)


def _attachment(part: Part, reading: _Reading) -> ParsedAttachment:
    content, defect = part.content()
    reading.note(defect)
    raw_name = part.name or part.parameters.get("filename", "")
    kind = sniff.real_type(raw_name, part.type, content)
    inline = not is_attached(part) and (part.disposition == "inline" or bool(part.content_id))
    return ParsedAttachment(
        file_name(raw_name, kind),
        kind,
        content,
        inline,
        sniff.danger(raw_name, part.type, content),
    )


def _written(file: uuencoded.EncodedFile) -> ParsedAttachment:
    kind = sniff.real_type(file.name, "application/octet-stream", file.content)
    return ParsedAttachment(
        file_name(file.name, kind),
        kind,
        file.content,
        False,
        sniff.danger(file.name, kind, file.content),
    )


def file_name(given: str, kind: str) -> str:
    """A name that is safe to show and to save: no folders, no control or direction marks, never empty."""
    bare = sniff.WRITING_DIRECTION.sub("", headers.one_line(given))
    bare = re.split(r"[/\\]", bare)[-1].strip(" .")
    if not bare:
        return f"attachment.{ENDINGS.get(kind, 'bin')}"
    if len(bare) > MAX_ATTACHMENT_NAME_CHARS:
        stem, dot, ending = bare.rpartition(".")
        bare = (stem or bare)[: MAX_ATTACHMENT_NAME_CHARS - 20] + dot + ending[:19]
    return bare


def _numbered(files: list[ParsedAttachment]) -> list[ParsedAttachment]:
    """The files with unnamed ones told apart by a number."""
    seen: dict[str, int] = {}
    out: list[ParsedAttachment] = []
    for file in files:
        seen[file.name] = count = seen.get(file.name, 0) + 1
        if count > 1 and file.name.startswith("attachment."):
            stem, _, ending = file.name.rpartition(".")
            file = replace(file, name=f"{stem}-{count}.{ending}")
        out.append(file)
    return out
