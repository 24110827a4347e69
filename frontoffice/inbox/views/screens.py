"""What the screens share: which panes a request wants, and how a conversation is reached."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext

from frontoffice.conversations.models import Conversation
from frontoffice.district.access import StaffRequest
from frontoffice.inbox.context import Where
from frontoffice.inbox.counts import shown
from frontoffice.inbox.listing import page_of
from frontoffice.inbox.places import Place, place_in
from frontoffice.inbox.thread import Thread, conversation_for

ALL_MESSAGES = "all"


def wants_part(request: StaffRequest) -> bool:
    """Whether a script asks for one pane and not the page."""
    return request.headers.get("HX-Request") == "true"


def reached(request: StaffRequest, reference: str) -> Conversation:
    """The conversation, if the member may see it. Raises Http404: not allowed is not found."""
    found = conversation_for(request.member, reference)
    if found is None:
        raise Http404(gettext("There is no such conversation, or it is not yours to see."))
    return found


def here(request: StaffRequest) -> Place:
    return place_in(request.GET.get("in") or request.POST.get("in") or "", request.member)


def list_context(request: StaffRequest, place: Place, after: str = "") -> dict[str, Any]:
    """What the first two panes need."""
    where = Where(request.member, request.path)
    where.here = place
    request.where = where  # type: ignore[attr-defined]
    total = where.counts.get(place.path)
    page = page_of(place, request.member, after, total)
    as_of = now().isoformat()
    return {"where": where, "place": place, "page": page, "total": shown(total or 0), "as_of": as_of}


def conversation_page(
    request: StaffRequest, conversation: Conversation, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The conversation beside its list, or alone for a script."""
    place = here(request)
    everything = ALL_MESSAGES in request.GET
    context = {
        "thread": Thread(conversation, request.member, everything),
        "place": place,
        "pane": "what",
        "reference": conversation.reference,
        **more,
    }
    context.setdefault("mode", request.GET.get("write", ""))
    if wants_part(request):
        return render(request, "inbox/part.html", context, status=status)
    return render(
        request, "inbox/conversation.html", {**list_context(request, place), **context}, status=status
    )


def url_of(conversation: Conversation, request: StaffRequest) -> str:
    place = request.POST.get("in", "")
    return reverse("inbox-conversation", args=[conversation.reference]) + (f"?in={place}" if place else "")
