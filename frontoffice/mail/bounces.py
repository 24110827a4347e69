"""What mail systems say of messages they could not deliver, in the standard form and in many others."""

from __future__ import annotations

import email
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import policy

from frontoffice.mail.headers import Headers, message_ids, normal, split_headers
from frontoffice.mail.parsed import Bounce
from frontoffice.mail.parts import Part

MAX_REPORT_BYTES = 300_000
MAX_RECIPIENTS = 200

FIELD = re.compile(r"^([a-z-]{3,40}):[ \t]*(.*(?:\n[ \t]+.*)*)", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY_CODE = re.compile(r"(?<![\d.-])([45])[0-7]\d(?=[ \t-]+\S)")
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,100}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
FROM_ROBOT = re.compile(
    r"mailer-?daemon|postmaster|mail[ _-]?delivery|delivery[ _-]?(?:subsystem|system|status|failure)|"
    r"microsoftexchange|"
    r"bounces?[+@-]|mail[ _-]?administrator|autoreply@.*mail|smtp[ _-]?(?:daemon|server)|mmdf|uucp",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|failed|has failed|incomplete|report|problem|error|"
    r"delay)|"
    r"returned (?:mail|message|to sender)|mail (?:delivery|system error|could not|not delivered)|"
    r"failure notice|"
    r"could ?n(?:o|')t be delivered|non.?delivery|message (?:not delivered|undeliverable|bounced|status|"
    r"delayed)|"
    r"nondeliverable|rejected mail|warning: (?:could not|message)|bounced|unzustellbar|nicht zugestellt|"
    r"fehlgeschlagen|"
    r"no se (?:puede|pudo) entregar|no entregad|devuelto|error de entrega|échec|non remis|retour(?:né)|"
    r"impossible de remettre|"
    r"mancata consegna|non recapita|recapito|não (?:foi )?entregue|falha na entrega|devolvida|недоставлен|"
    r"не доставлен|"
    r"ошибка доставки|не удалось доставить|niedostarczon|zwrot|onbestelbaar|kan niet worden|oleverer|"
    r"olevererbart|"
    r"kan inte levereras|退信|无法送达|投递失败|无法投递|未傳遞|無法傳遞|退回|配信不能|配信できません|"
    r"送信できません|반송|전송 실패|배달되지|"
    r"تعذر|لم يتم تسليم|không (?:thể )?gửi được|teslim edilemedi|gönderilemedi|недоставен|nedoručen|"
    r"kézbesíthetetlen|gagal",
    re.IGNORECASE,
)
FAILURE = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient|address|person)|does ?n[o']t exist|"
    r"mailbox (?:unavailable|not "
    r"found|is full|full|disabled)|over ?quota|quota exceeded|address(?:es)? (?:not found|rejected|"
    r"had permanent|could not)|"
    r"recipient (?:rejected|not found|unknown|address rejected)|invalid (?:recipient|mailbox|address)|"
    r"account (?:has been "
    r"|is )?(?:disabled|inactive|suspended)|could not be delivered|undeliverable|host (?:not found|"
    r"unknown)|relay(?:ing)? denied|"
    r"permanent (?:fatal )?errors?|delivery (?:to the following|failed)|not (?:our|a valid) (?:customer|"
    r"user|mailbox)|"
    r"unrouteable|message rejected|blocked|spam|couldn't be delivered|wasn't delivered|no mailbox|"
    r"not listed in|retry time",
    re.IGNORECASE,
)
TEMPORARY = re.compile(
    r"over ?quota|quota exceeded|mailbox (?:is )?full|is full\b|try again|tempor|will (?:be )?retr|"
    r"delayed|still trying|not yet been|"
    r"warning: message|deferred|do not need to resend|timed? out|greylist|wird weiter|"
    r"se seguirá intentando|insufficient (?:system )?storage",
    re.IGNORECASE,
)
GIVEN_UP = re.compile(
    r"giving up|gave up|too long|expired|permanent|failed permanently|retry time(?:out)? (?:not )?",
    re.IGNORECASE,
)
QUOTED_ORIGINAL = re.compile(
    r"^[-=_ >*]*(?:(?:this is a|below this line is a|included is a|here is a)? ?copy of (?:the|your)|"
    r"original (?:message|mail)|"
    r"(?:returned|undelivered|unsent|your) (?:message|mail)|(?:the )?(?:first|top) .{0,30} lines|"
    r"message header|"
    r"the header section|----- the following|return-path: |received: ).{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
ORIGINAL_ID = re.compile(
    r"^[> \t]*(?:x-)?(?:original-)?message-id:[ \t]*\n?[ \t]*(<[^<>\s]{1,500}>)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says: a bounce, or only that a message was delivered, relayed or read."""

    bounce: Bounce | None


def find_report(root: Part, leaves: list[Part], text: str, own_address: str) -> Report | None:
    """What this message reports about another one's delivery; None when it reports nothing."""
    original = _original_id(root, leaves)
    for part in leaves:
        status = part.type in ("message/delivery-status", "message/global-delivery-status")
        if status and (report := _standard(part, original)):
            return report
    if root.type == "multipart/report" and "disposition" in root.parameters.get("report-type", "").lower():
        return Report(None)
    if any(part.type == "message/disposition-notification" for part in leaves):
        return Report(None)
    bounce = _other(root, leaves, text, original, own_address)
    return Report(bounce) if bounce else None


def looks_like_bounce(headers: Headers) -> bool:
    """Whether the envelope, the sender and the subject speak of a failed delivery."""
    null_path = headers.raw("return-path").strip() == "<>"
    robot = bool(FROM_ROBOT.search(headers.text("from")) or headers.raw("x-failed-recipients"))
    subject = bool(SUBJECT.search(headers.text("subject")))
    return (robot and (subject or null_path or bool(headers.raw("x-failed-recipients")))) or (
        null_path and subject
    )


def _standard(part: Part, original: str | None) -> Report | None:
    """A delivery status (RFC 3464): a block for the message, then one for each recipient."""
    failed: list[tuple[str, str]] = []
    delayed: list[tuple[str, str]] = []
    others = False
    for fields in _status_blocks(part):
        action = fields.get("action", "").split()[0].lower() if fields.get("action", "").split() else ""
        status = _status_in(fields.get("status", "")) or _status_in(fields.get("diagnostic-code", ""))
        recipient = _typed_address(fields.get("original-recipient", "")) or _typed_address(
            fields.get("final-recipient", "")
        )
        if not recipient and not action:
            continue
        if action == "failed" or (not action and status.startswith("5")):
            failed.append((recipient, status))
        elif action == "delayed" or (not action and status.startswith("4")):
            delayed.append((recipient, status))
        else:
            others = True
    if not failed and not delayed:
        return Report(None) if others else None
    return Report(_bounce(failed or delayed, bool(failed), original))


def _bounce(found: list[tuple[str, str]], failed: bool, original: str | None) -> Bounce:
    statuses = [status for _, status in found if status]
    status = statuses[0] if statuses else ("5.0.0" if failed else "4.0.0")
    permanent = failed and not (status.startswith("4") or status in ("5.2.2",))
    recipients = tuple(dict.fromkeys(address for address, _ in found if address))
    return Bounce(recipients[:MAX_RECIPIENTS], permanent, status, original)


def _status_blocks(part: Part) -> list[dict[str, str]]:
    text, _ = part.text()
    blocks = []
    for block in re.split(r"\n[ \t]*\n", text[:MAX_REPORT_BYTES])[:MAX_RECIPIENTS]:
        blocks.append({match[1].lower(): match[2].strip() for match in FIELD.finditer(block)})
    return blocks


def _typed_address(value: str) -> str:
    """The address of "rfc822; someone@there.example"."""
    found = ADDRESS.search(value.split(";", 1)[-1])
    return normal(found[0]) if found else ""


def _status_in(text: str) -> str:
    match = STATUS.search(text)
    return match[0] if match else ""


def _other(root: Part, leaves: list[Part], text: str, original: str | None, own: str) -> Bounce | None:
    """Bounces that are in no standard form: known programs first, then what they all have in common."""
    suspected = looks_like_bounce(root.headers)
    if not suspected and root.type != "multipart/report":
        return None
    said = _said(text)
    failed, delayed = _known_programs(root)
    if not failed and not delayed:
        failed = (
            _named(root.headers, said, own)
            if FAILURE.search(said) or STATUS.search(said) or REPLY_CODE.search(said)
            else []
        )
        failed = failed or (
            [] if not SUBJECT.search(root.headers.text("subject")) else _named(root.headers, said, own)
        )
    if not failed and not delayed:
        return (
            Bounce((), _is_permanent(said), _status_of(said), original)
            if suspected and FAILURE.search(said)
            else None
        )
    recipients = tuple(dict.fromkeys(normal(address) for address in failed or delayed))[:MAX_RECIPIENTS]
    if not failed:
        return Bounce(recipients, False, _status_of(said, "4"), original)
    return Bounce(recipients, _is_permanent(said), _status_of(said), original)


def _said(text: str) -> str:
    """What the mail system itself wrote, above the copy of the message that it returns."""
    text = text[:20_000]
    copy = QUOTED_ORIGINAL.search(text, 20)
    return text[: copy.start()] if copy and copy.start() > 40 else text


def _named(headers: Headers, said: str, own: str) -> list[str]:
    """The addresses that a report names: in X-Failed-Recipients, else in its own words."""
    listed = ADDRESS.findall(headers.raw("x-failed-recipients"))
    if listed:
        return listed
    robots = [
        own,
        headers.text("from"),
        headers.text("to") + headers.text("delivered-to"),
    ]
    found = [
        a
        for a in ADDRESS.findall(said[:8_000])
        if not any(a.lower() in robot.lower() for robot in robots if robot)
    ]
    near = [
        a
        for a in found
        if not FROM_ROBOT.search(a) and not a.lower().startswith(("abuse@", "support@", "help@"))
    ]
    return near[:20]


def _known_programs(root: Part) -> tuple[list[str], list[str]]:
    """(permanent, temporary) as flufl.bounce knows some forty programs' own ways of saying it."""
    from flufl.bounce import all_failures

    source = root.raw[:MAX_REPORT_BYTES]
    try:
        temporary, permanent = all_failures(email.message_from_bytes(source, policy=policy.compat32))
    except Exception:
        return [], []
    return _texts(permanent), _texts(temporary)


def _texts(found: Iterable[bytes | str]) -> list[str]:
    return sorted(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in found)


def _status_of(said: str, first: str = "") -> str:
    status = _status_in(said)
    if status and not status.startswith("2"):
        return status
    code = REPLY_CODE.search(said)
    digit = first or (code[1] if code else "5" if _is_permanent(said) else "4")
    return f"{digit}.0.0"


def _is_permanent(said: str) -> bool:
    if GIVEN_UP.search(said) and not re.search(r"will (?:be )?retr|still trying", said, re.IGNORECASE):
        return not re.search(r"over ?quota|is full", said, re.IGNORECASE)
    status = _status_in(said)
    if status in ("5.2.2",) or TEMPORARY.search(said):
        return False
    code = REPLY_CODE.search(said)
    return not status.startswith("4") and not (not status and code is not None and code[1] == "4")


def _original_id(root: Part, leaves: list[Part]) -> str | None:
    """The Message-ID of the message that came back: in its returned copy or headers, else in the report."""
    for part in leaves:
        if part.type in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/global",
            "message/global-headers",
        ):
            content = part.content()[0]
            headers, _ = split_headers(content, len(content) - len(content.lstrip()), len(content))
            if ids := message_ids(headers.raw("message-id")):
                return ids[0]
    for part in leaves:
        readable = part.type.startswith(("text/", "message/"))
        if readable and (match := ORIGINAL_ID.search(part.text()[0][:MAX_REPORT_BYTES])):
            return match[1]
    known = message_ids(root.headers.raw("in-reply-to")) or message_ids(root.headers.raw("references"))
    return known[-1] if known else None
