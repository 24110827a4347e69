"""One conversation: reading it, and what lies with it."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404

from frontoffice.conversations.models import Attachment
from frontoffice.conversations.storing import path_of
from frontoffice.district.access import StaffRequest, needs
from frontoffice.inbox.views.screens import conversation_page, reached

BYTES = "application/octet-stream"


@needs("conversations.read")
def conversation(request: StaffRequest, reference: str) -> HttpResponse:
    """The conversation; its first reading by someone who may answer is a fact."""
    found = reached(request, reference)
    if found.first_opened_at is None and request.member.may("conversations.answer"):
        found.open_by(request.member)
    return conversation_page(request, found)


@needs("conversations.read")
def person(request: StaffRequest, reference: str) -> HttpResponse:
    """Who wrote, alone, for a telephone."""
    return conversation_page(request, reached(request, reference), pane="person")


@needs("conversations.read")
def changes(request: StaffRequest, reference: str) -> HttpResponse:
    """204 while nothing newer than `seen` was said, else 200 with how many messages are newer."""
    found = reached(request, reference)
    seen = request.GET.get("seen", "")
    newer = found.messages.filter(pk__gt=int(seen) if seen.isdecimal() else 0, withdrawn_at=None)
    count = newer.exclude(author=request.member).count()
    return HttpResponse(str(count) if count else "", status=200 if count else 204, content_type="text/plain")


@needs("conversations.read")
def file(request: StaffRequest, reference: str, file_id: int) -> HttpResponse | FileResponse:
    """An attachment, always to be saved and never shown by the browser; a dangerous one is not given out."""
    found = reached(request, reference)
    attachment = get_object_or_404(Attachment, pk=file_id, message__conversation=found, danger="")
    path = path_of(attachment.sha256)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=attachment.name, content_type=BYTES)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
