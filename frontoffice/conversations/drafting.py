"""What a member is writing and has not sent: its text and its files, kept until it is sent or emptied."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from frontoffice.conversations.models import Conversation, Draft, DraftFile, Message
from frontoffice.conversations.staff_addresses import carried_by
from frontoffice.conversations.storing import MAX_NAME_CHARS, Attached, keep, path_of
from frontoffice.conversations.uploads import MAX_FILES, NotKept, TooLarge
from frontoffice.conversations.verbs import WRITING, announce
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district.models import Member
from frontoffice.mail import sniff

WRITING_S = 45
log = logging.getLogger(__name__)


class NotTaken(Exception):
    """Why a file cannot go with an answer, as a sentence that names it."""


@transaction.atomic
def keep_draft(conversation: Conversation, text: str, direction: str, *, by: Member) -> Draft:
    """`by`'s draft in the conversation has this text; colleagues who have it open learn that `by` writes."""
    facts = {"text": text.replace("\x00", ""), "direction": direction}
    draft, _made = Draft.objects.update_or_create(conversation=conversation, member=by, defaults=facts)
    if text.strip():
        announce(conversation.pk, WRITING)
    return draft


def empty_draft(conversation: Conversation, *, by: Member) -> None:
    """Nothing is left of `by`'s draft: it was sent, or put aside."""
    for draft in Draft.objects.filter(conversation=conversation, member=by):
        draft.files.all().delete()  # not a record: what was never sent
        Draft.objects.filter(pk=draft.pk).update(text="")


def add_files(draft: Draft, uploads: Iterable[UploadedFile[Any]]) -> list[str]:
    """The files wait with the draft, the same one once; a sentence for each that is not taken."""
    problems = []
    for upload in uploads:
        try:
            name, kind, content = _read(upload, draft.files.count())
            sha256 = _kept(name, content)
        except NotTaken as reason:
            problems.append(str(reason))
        else:
            facts = {"name": name, "content_type": kind[:120], "size_bytes": len(content)}
            draft.files.update_or_create(sha256=sha256, defaults=facts)
    return problems


def drop_files(draft: Draft, ids: Iterable[str]) -> None:
    """Files are taken off the draft; an id that is not among them changes nothing."""
    known = [int(one) for one in ids if one.isdecimal() and len(one) < 16]
    draft.files.filter(pk__in=known).delete()  # not a record: what was never sent


def attached(draft: Draft) -> tuple[Attached, ...]:
    """The draft's files with their bytes, ready to be sent."""
    return tuple(
        Attached(file.name, file.content_type, path_of(file.sha256).read_bytes())
        for file in draft.files.all()
    )


@transaction.atomic
def draft_again(message: Message, *, by: Member) -> Draft:
    """A message that was taken back is a draft again, its files with it."""
    draft = keep_draft(message.conversation, message.text, Direction.OUTBOUND, by=by)
    for file in message.attachments.all():
        facts = {name: getattr(file, name) for name in ("name", "content_type", "size_bytes")}
        DraftFile.objects.get_or_create(draft=draft, sha256=file.sha256, defaults=facts)
    return draft


def being_written(reader: Member) -> QuerySet[Draft]:
    """Answers that colleagues of `reader` wrote on within the last WRITING_S seconds."""
    since = now() - timedelta(seconds=WRITING_S)
    recent = Draft.objects.filter(saved_at__gt=since, direction=Direction.OUTBOUND, member__is_active=True)
    return recent.exclude(text="").exclude(member=reader)


def _read(upload: UploadedFile[Any], already: int) -> tuple[str, str, bytes]:
    """The file's name, its type by content, and its bytes. Raises NotTaken."""
    name = (upload.name or "").replace("\x00", "")[-MAX_NAME_CHARS:] or _("file")
    if already >= MAX_FILES:
        raise NotTaken(
            _("%(name)s: an answer carries %(many)d files at most.") % {"name": name, "many": MAX_FILES}
        )
    if isinstance(upload, TooLarge):
        raise NotTaken(
            _("%(name)s is larger than 10 MB, the most that mail carries safely.") % {"name": name}
        )
    if isinstance(upload, NotKept):
        raise _no_room(name)
    content = upload.read()
    if not content:
        raise NotTaken(_("%(name)s is empty. Choose it again, or leave it out.") % {"name": name})
    kind = sniff.real_type(name, upload.content_type or "application/octet-stream", content)
    _refuse_danger(name, kind, content)
    _refuse_addresses(name, kind, content)
    return name, kind, content


def _kept(name: str, content: bytes) -> str:
    """The SHA-256 under which the bytes lie. Raises NotTaken when the disk is full."""
    try:
        return keep(content)
    except OSError as full:
        log.exception("A file could not be kept with a draft.")
        raise _no_room(name) from full


def _no_room(name: str) -> NotTaken:
    words = _("We could not take %(name)s in just now. Try again later, or send your answer without it.")
    return NotTaken(words % {"name": name})


def _refuse_danger(name: str, kind: str, content: bytes) -> None:
    if why := sniff.danger(name, kind, content):
        raise NotTaken(_("%(name)s is not sent to families. %(why)s") % {"name": name, "why": why})


def _refuse_addresses(name: str, kind: str, content: bytes) -> None:
    if carried := carried_by(Attached(name, kind, content)):
        words = _(
            "%(name)s carries the staff address %(address)s. Take it out, or use a contact link instead."
        )
        raise NotTaken(words % {"name": name, "address": carried[0]})
