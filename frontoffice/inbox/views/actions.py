"""What staff do to a conversation: each a resource that is posted to, each one call of a verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontoffice.conversations.models import Conversation, Draft
from frontoffice.conversations.verbs import UNDO_S, Changed
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Member, Team
from frontoffice.inbox import ages
from frontoffice.inbox.forms import PersonForm, PromiseForm, TopicForm, WordsForm
from frontoffice.inbox.views.screens import conversation_page, here, reached, url_of, wants_part

Action = Callable[[StaffRequest, Conversation], HttpResponse | str]


def action(verb: Action) -> Callable[..., HttpResponse]:
    """A POST by someone who may answer, to a conversation they may see; its page is shown again."""

    @needs("conversations.answer")
    @require_POST
    @wraps(verb)
    def view(request: StaffRequest, reference: str) -> HttpResponse:
        conversation = reached(request, reference)
        answer = verb(request, conversation)
        if isinstance(answer, HttpResponse):
            return answer
        if answer:
            messages.success(request, answer)
        return after(request, conversation)

    return view


def after(request: StaffRequest, conversation: Conversation) -> HttpResponse:
    """Back on its page; on the list, when what was done takes it out of the member's sight."""
    if Conversation.objects.visible_to(request.member).filter(pk=conversation.pk).exists():
        return HttpResponseRedirect(url_of(conversation, request))
    if wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": here(request).url})
    return HttpResponseRedirect(here(request).url)


def _drafted(request: StaffRequest, conversation: Conversation, text: str, direction: str) -> None:
    if text.strip():
        facts = {"text": text.replace("\x00", ""), "direction": direction}
        Draft.objects.update_or_create(conversation=conversation, member=request.member, defaults=facts)
    else:
        conversation.drafts.filter(member=request.member).update(text="")


def _again(
    request: StaffRequest, conversation: Conversation, mode: str, status: int, **more: Any
) -> HttpResponse:
    text = request.POST.get("text", "")
    _drafted(request, conversation, text, Direction.NOTE if mode == "note" else Direction.OUTBOUND)
    return conversation_page(request, conversation, status=status, mode=mode, typed=text, **more)


@action
def replies(request: StaffRequest, conversation: Conversation) -> HttpResponse | str:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _again(
            request, conversation, "reply", 422, error=form.errors["text"][0] if "text" in form.errors else ""
        )
    words, undo_s = form.cleaned_data, UNDO_S if form.cleaned_data["undo"] else 0
    seen = words["last_seen"]
    try:
        message = conversation.reply(words["text"], by=request.member, undo_s=undo_s, unless_newer_than=seen)
    except Changed:
        return _again(request, reached(request, conversation.reference), "reply", 409, newer_than=seen)
    _drafted(request, conversation, "", Direction.OUTBOUND)
    if words["close"]:
        conversation.close(by=request.member)
    if undo_s:
        messages.info(
            request, _("Reply to %(name)s") % {"name": conversation.contact}, extra_tags=f"undo:{message.pk}"
        )
        return ""
    return _("Reply sent to %(name)s.") % {"name": conversation.contact}


@action
def notes(request: StaffRequest, conversation: Conversation) -> HttpResponse | str:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _again(
            request, conversation, "note", 422, error=form.errors["text"][0] if "text" in form.errors else ""
        )
    conversation.note(form.cleaned_data["text"], by=request.member)
    _drafted(request, conversation, "", Direction.NOTE)
    return _("Note added. The family never sees it.")


@needs("conversations.answer")
@require_POST
def undo(request: StaffRequest, reference: str, message_id: int) -> HttpResponse:
    """The reply is taken back into the draft, if it has not left."""
    conversation = reached(request, reference)
    message = get_object_or_404(conversation.messages.filter(author=request.member), pk=message_id)
    if conversation.take_back(message, by=request.member):
        _drafted(request, conversation, message.text, Direction.OUTBOUND)
        messages.success(request, _("Taken back. Your text is in the draft."))
    else:
        messages.warning(request, _("Too late to take back: the reply has left."))
    return after(request, conversation)


@action
def draft(request: StaffRequest, conversation: Conversation) -> HttpResponse:
    """What is being written is kept, and nobody else sees it."""
    mode = Direction.NOTE if request.POST.get("mode") == "note" else Direction.OUTBOUND
    _drafted(request, conversation, request.POST.get("text", "")[:20_000], mode)
    at = datetime.now(current_calendar().zone)
    return render(request, "inbox/saved.html", {"at": ages.hour(at)})


@action
def assignment(request: StaffRequest, conversation: Conversation) -> str:
    if team_id := request.POST.get("team"):
        team = get_object_or_404(Team, pk=team_id if team_id.isdecimal() else 0)
        conversation.give_to(team, by=request.member)
        return _("Given to %(team)s.") % {"team": team}
    chosen = request.POST.get("person", "")
    person = request.member if chosen == "me" else None
    if chosen and person is None:
        person = get_object_or_404(Member, pk=chosen if chosen.isdecimal() else 0, is_active=True)
    conversation.assign(person, by=request.member)
    return _("Assigned to %(name)s.") % {"name": person} if person else _("Given back to the team.")


@action
def promise(request: StaffRequest, conversation: Conversation) -> str:
    form = PromiseForm(request.POST)
    if not form.is_valid():
        return _("That is not a day and a time; the promise stands as it was.")
    at = datetime.combine(form.cleaned_data["on"], form.cleaned_data["at"], current_calendar().zone)
    conversation.promise(at=at, by=request.member)
    return _("The promise date is changed.")


@action
def topic(request: StaffRequest, conversation: Conversation) -> str:
    form = TopicForm(request.POST)
    if not form.is_valid():
        return _("There is no such topic or school; nothing was changed.")
    conversation.change_topic(form.cleaned_data["topic"], form.cleaned_data["school"], by=request.member)
    return _("Topic changed. %(team)s answers now.") % {"team": conversation.team or _("The front desk")}


@action
def people(request: StaffRequest, conversation: Conversation) -> str:
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _("Choose a colleague who works here.")
    person = form.cleaned_data["person"]
    if form.cleaned_data["remove"]:
        conversation.remove_person(person, by=request.member)
        return _("%(name)s is no longer named here.") % {"name": person}
    conversation.add_person(person, by=request.member)
    return _("%(name)s can read and answer this now.") % {"name": person}


@action
def pending(request: StaffRequest, conversation: Conversation) -> str:
    if request.POST.get("on") == "no":
        conversation.resume(by=request.member)
        return _("The clock runs again.")
    conversation.pend(by=request.member)
    return _("Waiting for the family. The clock stands still until they write.")


@action
def closure(request: StaffRequest, conversation: Conversation) -> str:
    if request.POST.get("on") == "no":
        opened = conversation.reopen(by=request.member)
        return _("Open again.") if opened else _("It was open already.")
    closed = conversation.close(by=request.member)
    return _("Closed.") if closed else _("Someone else had closed it already.")


@action
def privacy(request: StaffRequest, conversation: Conversation) -> str:
    private = request.POST.get("on") != "no"
    conversation.make_private(private, by=request.member)
    if private:
        return _("Private now: only its team and the people named on it see it, find it or count it.")
    return _("No longer private.")
