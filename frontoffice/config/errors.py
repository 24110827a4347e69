"""Pages for what goes wrong, in the reader's language, and the probe that says the server answers."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse

from frontoffice.frontdoor.views import errors as pages


def alive(request: HttpRequest) -> HttpResponse:
    """200 when the web server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


not_found = pages.not_found
forbidden = pages.not_found  # what someone may not see is not there
broken = pages.broken


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or was sent from another site; going back keeps what was typed."""
    return pages.bad_request(request)
