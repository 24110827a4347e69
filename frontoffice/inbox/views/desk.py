"""Beside the conversations: writing down a call, held messages, the outbox, a member's own preferences."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontoffice.conversations import held
from frontoffice.conversations.models import Arrival, Conversation, Delivery
from frontoffice.conversations.receive import Inbound, receive
from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.context import current_district
from frontoffice.inbox.forms import DismissalForm, FilingForm, RecordForm
from frontoffice.inbox.listing import language_name

OUTBOX_ROWS = 100


def _languages() -> list[tuple[str, str]]:
    codes = ["en", *(code for code in current_district().languages if code != "en")]
    return [(code, language_name(code)) for code in codes]


@needs("conversations.record")
def record(request: StaffRequest) -> HttpResponse:
    """A call, a visit or a letter becomes a conversation like any other."""
    form = RecordForm(
        request.POST or None, languages=_languages(), initial={"once": uuid.uuid4(), "language": "en"}
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "inbox/record.html", {"form": form}, status=422 if form.errors else 200)
    filed = receive(_inbound(form.cleaned_data, request))
    messages.success(request, _("Recorded as %(reference)s.") % {"reference": filed.reference})
    visible = Conversation.objects.visible_to(request.member).filter(pk=filed.pk).exists()
    return redirect("inbox-conversation", filed.reference) if visible else redirect("inbox-record")


def _inbound(typed: dict[str, object], request: StaffRequest) -> Inbound:
    facts = {name: value for name, value in typed.items() if name != "once"}
    once = typed["once"] or uuid.uuid4()
    answer_by = "email" if typed["email"] else "none"
    return Inbound(
        **facts,  # type: ignore[arg-type]
        provider_id=f"recorded:{once}",
        received_at=now(),
        recorded_by=request.member,
        answer_by=answer_by,
    )


@needs("held.file")
def held_list(request: StaffRequest) -> HttpResponse:
    return render(request, "inbox/held.html", {"arrivals": held.held()})


@needs("held.file")
def held_one(request: StaffRequest, arrival_id: int) -> HttpResponse:
    arrival = get_object_or_404(Arrival, pk=arrival_id, outcome__in=held.WAITING)
    return _held_page(request, arrival, FilingForm(reader=request.member), DismissalForm())


def _held_page(
    request: StaffRequest, arrival: Arrival, filing: FilingForm, dismissal: DismissalForm
) -> HttpResponse:
    wrong = bool(filing.errors or dismissal.errors)
    context = {"arrival": arrival, "mail": held.read(arrival), "form": filing, "dismissal": dismissal}
    return render(request, "inbox/held_one.html", context | {"wrong": wrong}, status=422 if wrong else 200)


@needs("held.file")
@require_POST
def held_filing(request: StaffRequest, arrival_id: int) -> HttpResponse:
    """Filed by a person: into a conversation named by its reference, else as a new one about a topic."""
    arrival = get_object_or_404(Arrival, pk=arrival_id)
    form = FilingForm(request.POST, reader=request.member)
    if not form.is_valid():
        return _held_page(request, arrival, form, DismissalForm())
    try:
        topic, school, joined = (form.cleaned_data[name] for name in ("topic", "school", "reference"))
        filed = held.file(arrival, by=request.member, topic=topic, school=school, conversation=joined)
        messages.success(request, _("Filed as %(reference)s.") % {"reference": filed.reference})
    except held.AlreadyJudged:
        messages.warning(request, _("Someone else has dealt with that message already."))
    return redirect("inbox-held")


@needs("held.file")
@require_POST
def held_dismissal(request: StaffRequest, arrival_id: int) -> HttpResponse:
    arrival = get_object_or_404(Arrival, pk=arrival_id)
    form = DismissalForm(request.POST)
    if not form.is_valid():
        return _held_page(request, arrival, FilingForm(reader=request.member), form)
    try:
        held.dismiss(arrival, form.cleaned_data["reason"], by=request.member)
        messages.success(request, _("Put aside. It is kept."))
    except held.AlreadyJudged:
        messages.warning(request, _("Someone else has dealt with that message already."))
    return redirect("inbox-held")


@needs("outbox.read")
def outbox(request: StaffRequest) -> HttpResponse:
    """What has left or would have left: with no mail provider this page is the only place it goes to."""
    rows = _readable(request).defer("raw").select_related("conversation")
    return render(request, "inbox/outbox.html", {"rows": rows[:OUTBOX_ROWS], "only": settings.OUTBOX_ONLY})


def _readable(request: StaffRequest) -> QuerySet[Delivery]:
    visible = Conversation.objects.visible_to(request.member)
    return Delivery.objects.filter(conversation__in=visible).order_by("-id")


@needs("outbox.read")
def letter(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """One mail as it left: its headers and its text."""
    delivery = get_object_or_404(_readable(request), pk=delivery_id)
    mail = held.understood(bytes(delivery.raw)) if delivery.raw else None
    return render(request, "inbox/letter.html", {"delivery": delivery, "mail": mail})


@needs("conversations.read")
def preferences(request: StaffRequest) -> HttpResponse:
    """Single keys on or off (WCAG 2.1.4); the member's own."""
    if request.method == "POST":
        request.member.single_keys = request.POST.get("single_keys") == "on"
        request.member.save(update_fields=["single_keys"])
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path)
    return render(request, "inbox/preferences.html")
