"""Your message: the slip, the thread, and what its writer may do with it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.conversations.models import Attachment, Conversation
from frontoffice.conversations.receive import Inbound, receive
from frontoffice.conversations.storing import path_of
from frontoffice.conversations.vocabulary import Channel
from frontoffice.frontdoor import guard, links
from frontoffice.frontdoor.form_token import new_token, read_token
from frontoffice.frontdoor.forms import FeedbackForm, FindForm, ReplyForm
from frontoffice.frontdoor.kept import KeptFiles
from frontoffice.frontdoor.limits import CODES_OF_A_NETWORK, CODES_OF_A_REFERENCE, network_may
from frontoffice.frontdoor.page import PublicRequest, not_kept, page, public, trouble
from frontoffice.frontdoor.target import Target
from frontoffice.frontdoor.thread import answered_at, letters, said

Answer = TypeVar("Answer", bound=HttpResponseBase)
REPLY, FEEDBACK, FIND = "reply", "feedback", "find"
DIGEST_CHARS = 24
DOWNLOAD_POLICY = "default-src 'none'; sandbox"


def _goto(name: str, *args: str, anchor: str = "") -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(f"frontdoor:{name}", args=args) + anchor, status=303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _private(response: Answer) -> Answer:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _opened(key: str) -> Conversation | HttpResponseRedirect:
    try:
        return links.opened(key)
    except links.Expired:
        return _goto("find")


@public
@require_safe
def sent(request: PublicRequest, key: str) -> HttpResponse:
    """The slip to keep: reference, code and promised date."""
    try:
        conversation = links.slip(key)
    except links.Expired:
        return _goto("find")
    context = {
        "here": "message",
        "conversation": conversation,
        "target": _target(conversation),
        "key": links.visit_key(conversation),
        "mailed": bool(conversation.contact.email) and not conversation.anonymous,
    }
    return _private(page(request, "sent.html", context))


@public
def find(request: PublicRequest) -> HttpResponse:
    """Reference and code open the message."""
    form = FindForm(
        request.POST if request.method == "POST" and "in" not in request.POST else None,
        initial=request.POST.dict(),
    )
    if form.is_bound and form.is_valid() and (found := _by_code(request, form)):
        return _goto("message", links.visit_key(found))
    context = {"here": "message", "form": form, "keeping": FIND}
    context |= {"problems": list(form.problems()), "errors": form.errors} if form.is_bound else {}
    return _private(page(request, "find.html", context, status=422 if form.is_bound else 200))


def _by_code(request: PublicRequest, form: FindForm) -> Conversation | None:
    typed = form.cleaned_data
    if not (
        CODES_OF_A_REFERENCE.allows(typed["reference"].upper()) and network_may(CODES_OF_A_NETWORK, request)
    ):
        form.add_error(None, _("Too many tries. Please wait an hour, or call us."))
        return None
    found = links.by_code(typed["reference"], typed["code"])
    if found is None:
        form.add_error(
            None, _("This reference and code do not belong together. Look at your slip and try again.")
        )
    return found


@public
@require_safe
def message(request: PublicRequest, key: str) -> HttpResponse:
    """The thread, and the forms to go on with it."""
    found = _opened(key)
    return found if isinstance(found, HttpResponse) else _shown(request, key, found)


def _target(conversation: Conversation) -> Target:
    return Target(conversation.topic, conversation.school, conversation.addressed_to, conversation.role_link)


def _shown(
    request: PublicRequest, key: str, conversation: Conversation, status: int = 200, **forms: Any
) -> HttpResponse:
    thread = letters(conversation)
    form: ReplyForm = forms.get("reply") or ReplyForm()
    feedback = getattr(conversation, "feedback", None)
    context = {
        "here": "message",
        "keeping": REPLY,
        "key": key,
        "by_code": "~" in key,
        "conversation": conversation,
        "target": _target(conversation),
        "thread": thread,
        "answered_at": answered_at(thread),
        "promised_at": _target(conversation).promise(),
        "form": form,
        "token": forms.get("token") or new_token().signed,
        "files": forms.get("files") or [],
        "feedback": feedback,
        "score_form": forms.get("score") or FeedbackForm(initial=vars(feedback) if feedback else None),
        "problems": forms.get("problems", []),
        "errors": forms.get("errors", {}),
    }
    return _private(page(request, "message.html", context, status=status))


@public
@require_POST
def reply(request: PublicRequest, key: str) -> HttpResponse:
    """More from the family."""
    found = _opened(key)
    if isinstance(found, HttpResponse):
        return trouble(request, 404, kept=request.POST.get("message", ""))
    token = read_token(request.POST.get("token", ""))
    known = token or new_token()
    files = KeptFiles(known.nonce)
    refused = files.take(request.FILES.getlist("files"), without=request.POST.getlist("without"))
    form = ReplyForm(request.POST)
    kept: dict[str, Any] = {"reply": form, "token": known.signed, "files": files.all()}
    if "in" in request.POST:
        return _shown(request, key, found, **kept)
    form.is_valid()
    for sentence in refused:
        form.add_error("files", sentence)
    guard.judge(form, token, request)
    if form.errors:
        shown = {**kept, "problems": list(form.problems()), "errors": form.errors}
        return _shown(request, key, found, status=guard.status_of(form), **shown)
    return _joined(request, key, found, form, known.nonce, files)


def _joined(
    request: PublicRequest,
    key: str,
    conversation: Conversation,
    form: ReplyForm,
    nonce: str,
    files: KeptFiles,
) -> HttpResponse:
    text = form.cleaned_data["message"]
    inbound = Inbound(
        channel=Channel.WEB,
        provider_id=f"web-{nonce}",
        text=text,
        received_at=now(),
        conversation=conversation,
        language=request.reader.language,
        attachments=files.attached(),
    )
    try:
        receive(inbound)
    except (DatabaseError, OSError) as error:
        return not_kept(request, error, text)
    files.forget()
    return _goto("message", key, anchor="#last")


@public
@require_POST
def closure(request: PublicRequest, key: str) -> HttpResponse:
    """The family says that it is settled."""
    found = _opened(key)
    if not isinstance(found, HttpResponse):
        found.close(by=None)
        return _goto("message", key)
    return found


@public
@require_POST
def feedback(request: PublicRequest, key: str) -> HttpResponse:
    """The score from 1 to 10 and the open question."""
    found = _opened(key)
    if isinstance(found, HttpResponse):
        return found
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _shown(
            request, key, found, status=422, score=form, problems=list(form.problems()), errors=form.errors
        )
    found.rate(form.cleaned_data["score"], form.cleaned_data["words"])
    return _goto("message", key, anchor="#score")


@public
@require_POST
def leave(request: PublicRequest, key: str) -> HttpResponse:
    """Away from a shared screen: what the browser kept of these pages is dropped."""
    response = _goto("home")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@public
@require_safe
def attachment(request: PublicRequest, key: str, digest: str) -> Any:
    """A file of this conversation, to be saved and never shown in the page's own name."""
    try:
        found = links.opened(key)
    except links.Expired:
        return _goto("find")
    file = Attachment.objects.filter(message__in=said(found), sha256__startswith=digest, danger="").first()
    if file is None or len(digest) != DIGEST_CHARS:
        raise Http404
    try:
        content = path_of(file.sha256).open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return _private(response)
