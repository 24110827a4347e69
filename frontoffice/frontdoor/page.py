"""A page of the public side: the reader's language, the district's clock, the same headers, no surprise.

Every public view is wrapped by `public`. What is not found, and what someone may not see, end in one and
the same page, so that links cannot be guessed by looking at the answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from frontoffice.district.models import District
from frontoffice.frontdoor import language
from frontoffice.frontdoor.known import district_zone, known_district
from frontoffice.ui.stylesheet import Stylesheet, stylesheet

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
log = logging.getLogger(__name__)


class PublicRequest(HttpRequest):
    """A request as views see it behind `public`."""

    reader: language.Reader
    district: District


View = Callable[..., HttpResponse]


def look(district: District) -> Stylesheet:
    """The stylesheet in the district's colour."""
    return stylesheet(float(district.hue), float(district.chroma))


def page(request: Any, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """`template` with what every public page needs; needs no database by itself."""
    district: District = request.district
    reader: language.Reader = request.reader
    whole = {
        "LANGUAGE_CODE": reader.language,
        "direction": reader.direction,
        "draft": reader.is_draft,
        "district": district,
        "languages": language.choices(request, district.languages, context.get("keeping", "")),
        "carried": reader.language if reader.chosen else "",
        "stylesheet_url": reverse("frontdoor:stylesheet", args=[look(district).name]),
        **context,
    }
    return HttpResponse(render_to_string(f"frontdoor/{template}", whole), status=status)


def trouble(request: Any, status: int, kept: str = "") -> HttpResponse:
    """A page that says what happened and what to do; `kept` is what the person had written."""
    return page(request, "trouble.html", {"status": status, "kept": kept}, status=status)


def not_kept(request: Any, error: Exception, written: str) -> HttpResponse:
    """What a family sent could not be kept: they are told so and have what they had `written`.

    The log names the kind of error alone: PostgreSQL quotes the failing row, and with it their words.
    """
    log.error("What a family sent could not be kept (%s); they were told.", type(error).__name__)
    return trouble(request, 503, kept=written)


def public(view: View) -> View:
    """Show `view` to anyone, in their language and on the district's clock."""

    @wraps(view)
    def shown(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.district = known_district()
        wanted = request.district.languages
        request.reader = getattr(request, "reader", None) or language.reader_of(request, wanted)
        with timezone.override(district_zone(request.district)):
            try:
                request.reader = language.asked_in_form(request, wanted, request.reader)
            except (RequestDataTooBig, MultiPartParserError, SuspiciousOperation):
                return _finished(_in_language(request, lambda: trouble(request, 413)))
            return _finished(_in_language(request, lambda: _answered(view, request, *args, **kwargs)))

    shown.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie signs anyone in here; the form has its own token
    return shown


def _in_language(request: Any, answer: Callable[[], HttpResponse]) -> HttpResponse:
    with translation.override(request.reader.language):
        return answer()


def _answered(view: View, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        _refuse_nul(kwargs)
        return view(request, *args, **kwargs)
    except Http404:
        return trouble(request, 404)
    except PermissionDenied:
        return trouble(request, 403)
    except DatabaseError:
        log.exception("The database did not answer %s.", request.method)
        return trouble(request, 503, kept=_written(request))


def _refuse_nul(address: dict[str, Any]) -> None:
    """No name in an address has a NUL, which PostgreSQL cannot even be asked for; raises Http404."""
    if any("\x00" in str(part) for part in address.values()):
        raise Http404


def _written(request: Any) -> str:
    """What someone had written in the request, to give it back to them."""
    if request.method != "POST":
        return ""
    return max((request.POST.get(name, "") for name in ("message", "words")), key=len)


def _finished(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if response.status_code == 503:
        response.headers["Retry-After"] = "30"
    return response
