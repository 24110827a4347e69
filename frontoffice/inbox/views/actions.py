"""What staff do to a conversation: each a resource that is posted to, each one call of a verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontoffice.conversations.drafting import (
    add_files,
    attached,
    draft_again,
    drop_files,
    empty_draft,
    keep_draft,
)
from frontoffice.conversations.models import Conversation, Draft
from frontoffice.conversations.receive import MAX_TEXT_CHARS
from frontoffice.conversations.staff_addresses import StaffAddress, with_links
from frontoffice.conversations.verbs import UNDO_S, Changed, ClosedMeanwhile
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Member, Team
from frontoffice.inbox import ages
from frontoffice.inbox.forms import PersonForm, PromiseForm, TopicForm, WordsForm
from frontoffice.inbox.views.screens import conversation_page, here, reached, url_of, wants_part
from frontoffice.ui.templatetags.staff import hour

Action = Callable[..., HttpResponse | str]


def action(verb: Action) -> Callable[..., HttpResponse]:
    """A POST by someone who may answer, to a conversation they may see; its page is shown again."""

    @needs("conversations.answer")
    @require_POST
    @wraps(verb)
    def view(request: StaffRequest, reference: str, **more: Any) -> HttpResponse:
        conversation = reached(request, reference)
        answer = verb(request, conversation, **more)
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


def _kept(request: StaffRequest, conversation: Conversation, direction: str) -> tuple[Draft, list[str]]:
    """What is being written, kept as a draft with its files; and a sentence for each file not taken."""
    text = request.POST.get("text", "")[:MAX_TEXT_CHARS]
    draft = keep_draft(conversation, text, direction, by=request.member)
    drop_files(draft, request.POST.getlist("without"))
    return draft, add_files(draft, request.FILES.getlist("files"))


def _again(
    request: StaffRequest, conversation: Conversation, mode: str, status: int, **more: Any
) -> HttpResponse:
    """The conversation with what was typed, which was not sent."""
    found = reached(request, conversation.reference)
    more.setdefault("typed", request.POST.get("text", ""))
    return conversation_page(request, found, status=status, mode=mode, **more)


def _why_not(form: WordsForm, problems: list[str]) -> str:
    return problems[0] if problems else str(form.errors["text"][0]) if "text" in form.errors else ""


def _who_closed(conversation: Conversation) -> str:
    """Who closed it and when, in a sentence; the family, when nobody of the staff did."""
    zone = current_calendar().zone
    at, today = (conversation.closed_at or now()).astimezone(zone), now().astimezone(zone).date()
    facts = {"name": conversation.closed_by or conversation.contact, "time": hour(at)}
    if at.date() == today:
        return _("%(name)s closed this at %(time)s.") % facts
    return _("%(name)s closed this on %(day)s.") % {**facts, "day": ages.near_day(at.date(), today)}


def _with_links(request: StaffRequest, conversation: Conversation, text: str) -> HttpResponse:
    """The staff addresses in what is being written give way to the pages of their people; nothing is sent."""
    text = with_links(text)
    keep_draft(conversation, text, Direction.OUTBOUND, by=request.member)
    return _again(request, conversation, "reply", 200, typed=text)


@action
def replies(request: StaffRequest, conversation: Conversation) -> HttpResponse | str:
    """The answer, kept as a draft until it is queued; it leaves after UNDO_S, and can be undone till then."""
    draft, problems = _kept(request, conversation, Direction.OUTBOUND)
    form = WordsForm(request.POST)
    if problems or not form.is_valid():
        return _again(request, conversation, "reply", 422, error=_why_not(form, problems))
    words = form.cleaned_data
    if "links" in request.POST:
        return _with_links(request, conversation, words["text"])
    facts = {
        "attachments": attached(draft),
        "undo_s": UNDO_S,
        "unless_newer_than": words["last_seen"],
        "unless_closed": words["seen_open"],
    }
    try:
        message = conversation.reply(words["text"], by=request.member, **facts)
    except ClosedMeanwhile:
        return _again(request, conversation, "reply", 409, closed_meanwhile=_who_closed(conversation))
    except Changed:
        return _again(request, conversation, "reply", 409, newer_than=words["last_seen"])
    except StaffAddress as leak:
        return _again(request, conversation, "reply", 422, error=str(leak), link_instead=leak.link)
    empty_draft(conversation, by=request.member)
    if words["close"]:
        conversation.close(by=request.member)
    said = _("Reply to %(name)s") % {"name": conversation.contact}
    messages.info(request, said, extra_tags=f"undo:{message.pk}")
    return ""


@action
def notes(request: StaffRequest, conversation: Conversation) -> HttpResponse | str:
    draft, problems = _kept(request, conversation, Direction.NOTE)
    form = WordsForm(request.POST)
    if problems or not form.is_valid():
        return _again(request, conversation, "note", 422, error=_why_not(form, problems))
    conversation.note(form.cleaned_data["text"], by=request.member, attachments=attached(draft))
    empty_draft(conversation, by=request.member)
    return _("Note added. The family never sees it.")


@action
def undo(request: StaffRequest, conversation: Conversation, message_id: int) -> HttpResponse | str:
    """The reply is taken back into the draft, if it has not left."""
    message = get_object_or_404(conversation.messages.filter(author=request.member), pk=message_id)
    if conversation.take_back(message, by=request.member):
        draft_again(message, by=request.member)
        return _("Taken back. Your text is in the draft.")
    messages.warning(request, _("Too late to take back: the reply has left."))
    return ""


@action
def draft(request: StaffRequest, conversation: Conversation) -> HttpResponse | str:
    """What is being written is kept, and nobody else reads it."""
    mode = Direction.NOTE if request.POST.get("mode") == "note" else Direction.OUTBOUND
    kept, problems = _kept(request, conversation, mode)
    if wants_part(request):
        at = hour(datetime.now(current_calendar().zone))
        found = {"files": kept.files.all(), "problems": problems, "ref": conversation.reference}
        return render(request, "inbox/saved.html", {"at": at, **found})
    if problems:
        return _again(request, conversation, request.POST.get("mode", ""), 422, error=problems[0])
    return _("Draft kept.")


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
