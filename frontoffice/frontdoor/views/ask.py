"""Asking: the form, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.receive import Inbound, receive
from frontoffice.conversations.vocabulary import Channel, Kind, Relation
from frontoffice.frontdoor import guard, links
from frontoffice.frontdoor.form_token import FormToken, new_token, read_token
from frontoffice.frontdoor.forms import ANONYMOUS, BY_EMAIL, KINDS, NAMED, RELATIONS, AskForm
from frontoffice.frontdoor.kept import KeptFiles
from frontoffice.frontdoor.language import IN_FORM, NAMES
from frontoffice.frontdoor.page import PublicRequest, not_kept, page, public
from frontoffice.frontdoor.target import Target, open_schools, target_of, topics_by_category
from frontoffice.ui.catalogs import translated_languages

FORM = "ask"


@public
@require_safe
def start(request: PublicRequest) -> HttpResponse:
    """Choose what it is about."""
    school = open_schools().filter(slug=request.GET.get("school", "").replace("\x00", "")).first()
    return page(request, "start.html", {"here": "topics", "groups": topics_by_category(), "school": school})


@public
def ask(request: PublicRequest, slug: str) -> HttpResponse:
    """The form, and where it is sent."""
    target = target_of(request, slug)
    if request.method == "POST":
        return _sent(request, target)
    form = AskForm(
        initial={
            "sign": NAMED,
            "by": BY_EMAIL,
            "rel": Relation.PARENT,
            "kind": Kind.QUESTION,
            "language": request.reader.language,
        },
        anonymous_allowed=target.anonymous_allowed,
    )
    return _shown(request, target, form, new_token())


def _sent(request: PublicRequest, target: Target) -> HttpResponse:
    token = read_token(request.POST.get("token", ""))
    known = token or new_token()
    files = KeptFiles(known.nonce)
    refused = files.take(request.FILES.getlist("files"), without=request.POST.getlist("without"))
    form = AskForm(_typed(request), anonymous_allowed=target.anonymous_allowed)
    target = target.at(
        open_schools().filter(slug=request.POST.get("school", "").replace("\x00", "")[:50]).first()
    )
    if IN_FORM in request.POST or "remove" in request.POST:
        return _shown(request, target, form, known, files, checked=False)
    form.is_valid()
    for sentence in refused:
        form.add_error("files", sentence)
    guard.judge(form, token, request)
    if form.errors:
        return _shown(request, target, form, known, files, status=guard.status_of(form))
    if request.district.under_attack and not guard.has_waited(request, known):
        return _shown(request, target, form, known, files, wait=guard.wait_stamp(known))
    return _filed(request, target, form, known, files)


def _typed(request: PublicRequest) -> QueryDict:
    """What was typed; with the page in another language the answer comes in that one, unless the writer asked
    for one that no page has.
    """
    if IN_FORM in request.POST and request.POST.get("language") in translated_languages():
        typed = request.POST.copy()
        typed["language"] = request.reader.language
        return typed
    return request.POST


def _filed(
    request: PublicRequest, target: Target, form: AskForm, token: FormToken, files: KeptFiles
) -> HttpResponse:
    try:
        conversation = _receive_once(_inbound(target, form, token, files, request.reader.language))
    except (DatabaseError, OSError) as error:
        return not_kept(request, error, form.data.get("message", ""))
    files.forget()
    return HttpResponseRedirect(reverse("frontdoor:sent", args=[links.slip_key(conversation)]), status=303)


def _receive_once(inbound: Inbound) -> Conversation:
    """File it. Sent again from the back button with other words, it joins what was filed the first time."""
    conversation = receive(inbound)
    if conversation.started_at == inbound.received_at:
        return conversation
    first = conversation.messages.order_by("id").first()
    if first is None or first.text == inbound.text:
        return conversation
    return receive(guard.as_addition(inbound, conversation))


def _inbound(target: Target, form: AskForm, token: FormToken, files: KeptFiles, language: str) -> Inbound:
    typed: dict[str, Any] = form.cleaned_data
    anonymous = form.is_anonymous
    return Inbound(
        channel=Channel.WEB,
        provider_id=f"web-{token.nonce}",
        text=typed["message"],
        received_at=now(),
        topic=target.topic,
        school=target.school,
        person=target.person,
        role_link=target.role,
        kind=typed["kind"] or Kind.QUESTION,
        name="" if anonymous else typed["name"],
        email=typed["email"],
        relation=typed["rel"] or Relation.PARENT,
        student="" if anonymous else typed["student"],
        language=typed["language"] or language,
        anonymous=anonymous,
        answer_by="email" if typed["email"] else "none",
        attachments=files.attached(),
    )


def _shown(
    request: PublicRequest,
    target: Target,
    form: AskForm,
    token: FormToken,
    files: KeptFiles | None = None,
    *,
    checked: bool = True,
    status: int = 200,
    wait: str = "",
) -> HttpResponse:
    context = {
        "here": "people" if target.person or target.role else "topics",
        "keeping": FORM,
        "target": target,
        "team": target.team,
        "promised_at": target.promise(),
        "form": form,
        "errors": form.errors if checked and form.is_bound else {},
        "problems": list(form.problems()) if checked and form.is_bound else [],
        "token": token.signed,
        "files": files.all() if files else [],
        "schools": [] if target.person or target.role or request.GET.get("school") else list(open_schools()),
        "more_open": form["kind"].value() not in (None, "", Kind.QUESTION)
        or form["language"].value() not in (None, "", request.reader.language),
        "kinds": KINDS,
        "relations": RELATIONS,
        "all_languages": NAMES.items(),
        "anonymous": ANONYMOUS,
        "wait": wait,
    }
    return page(request, "ask.html", context, status=status)
