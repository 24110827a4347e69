"""One conversation: reading it, and what lies with it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from frontoffice.conversations.models import Attachment, Conversation, Message
from frontoffice.conversations.storing import path_of
from frontoffice.conversations.vocabulary import Direction, State
from frontoffice.district.access import StaffRequest, needs
from frontoffice.inbox.counts import MOST
from frontoffice.inbox.thread import Thread
from frontoffice.inbox.views.screens import conversation_page, here, reached

BYTES = "application/octet-stream"
MAX_ID_DIGITS = 15


@needs("conversations.read")
def conversation(request: StaffRequest, reference: str) -> HttpResponse:
    """The conversation; its first reading by someone who may answer is a fact, each of a private one too."""
    found = reached(request, reference)
    if found.first_opened_at is None and request.member.may("conversations.answer"):
        found.open_by(request.member)
    found.read_by(request.member)
    return conversation_page(request, found, typed=_used(request, found))


def _used(request: StaffRequest, conversation: Conversation) -> str:
    """The draft with an earlier answer after it, when the page was asked to use one; else empty."""
    asked = request.GET.get("use", "")
    if not asked.isdecimal() or len(asked) > MAX_ID_DIGITS:
        return ""
    seen = Conversation.objects.visible_to(request.member).filter(contact=conversation.contact_id)
    answer = Message.objects.filter(conversation__in=seen, direction=Direction.OUTBOUND, pk=asked).first()
    drafted = (getattr(conversation, "draft", None) or {"text": ""})["text"]
    return "\n\n".join(filter(None, (drafted, answer.text))) if answer else ""


@needs("conversations.read")
def person(request: StaffRequest, reference: str) -> HttpResponse:
    """Who wrote, alone, for a telephone."""
    return conversation_page(request, reached(request, reference), pane="person")


@needs("conversations.read")
def changes(request: StaffRequest, reference: str) -> HttpResponse:
    """What is new since `seen` (a message's id) and `state`, and who is writing; 204 for nothing."""
    found = reached(request, reference)
    seen = request.GET.get("seen", "")
    known = int(seen) if seen.isdecimal() and len(seen) <= MAX_ID_DIGITS else 0
    thread = Thread(found, request.member)
    newer = found.messages.filter(pk__gt=known, withdrawn_at=None).exclude(author=request.member)
    said = list(newer.values_list("author_id", "direction")[:MOST])
    state = _new_state(found, request.GET.get("state", ""))
    if not (said or state or thread.writers):
        return HttpResponse(status=204)
    context = {"newer": len(said), "state": state, "writers": thread.writers, "ref": found.reference}
    if len(said) == 1:
        author, direction = said[0]
        who = thread.names.person(author)
        context |= {"who": who.name if who else "", "note": direction == Direction.NOTE}
    return render(request, "inbox/changed.html", {**context, "place": here(request)})


def _new_state(conversation: Conversation, known: str) -> str:
    """The state's name when it is another than `known`; that someone has read it is no news."""
    begun = {State.UNOPENED, State.IN_PROGRESS}
    if known not in State.values or conversation.state == known or {conversation.state, known} <= begun:
        return ""
    return str(conversation.state.label)


@needs("conversations.read")
def file(request: StaffRequest, reference: str, file_id: int) -> Any:
    """An attachment, always to be saved and never shown by the browser; a dangerous one is not given out."""
    found = reached(request, reference)
    attachment = get_object_or_404(Attachment, pk=file_id, message__conversation=found, danger="")
    path = path_of(attachment.sha256)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=attachment.name, content_type=BYTES)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
