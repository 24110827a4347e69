"""Pages for what goes wrong, in the reader's language, and the probe that says the server answers.

Staff meet them in the staff side's frame, everyone else in the public one. What someone may not see is not
there: it looks as what was never there.
"""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.translation import get_language, get_language_bidi

from frontoffice.config.middleware import STAFF_PATHS
from frontoffice.frontdoor.known import known_district
from frontoffice.frontdoor.views import errors as pages


def alive(request: HttpRequest) -> HttpResponse:
    """200 when the web server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is not there; an address that was typed without its last slash leads on."""
    if (
        request.method in ("GET", "HEAD")
        and not request.path.endswith("/")
        and is_valid_path(f"{request.path_info}/")
    ):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{request.path}/{'?' if query else ''}{query}")
    return _for_staff(request, 404) if _is_staff_side(request) else pages.not_found(request, exception)


forbidden = not_found


def broken(request: HttpRequest) -> HttpResponse:
    return _for_staff(request, 500) if _is_staff_side(request) else pages.broken(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _for_staff(request, 400) if _is_staff_side(request) else pages.bad_request(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or was sent from another site; going back keeps what was typed."""
    return _for_staff(request, 403)


def _is_staff_side(request: HttpRequest) -> bool:
    return request.path.startswith(STAFF_PATHS)


def _for_staff(request: HttpRequest, status: int) -> HttpResponse:
    """A page that asks nothing of the database and of who is signed in, for it may be they that failed."""
    context = {
        "status": status,
        "district": known_district(),
        "LANGUAGE_CODE": get_language(),
        "LANGUAGE_BIDI": get_language_bidi(),
    }
    return HttpResponse(render_to_string("config/trouble.html", context), status=status)
