"""What is shown when a page cannot be: for `handler404` and its like, in the reader's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from frontoffice.frontdoor.page import public, trouble


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(request, 404)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(request, 403)


@public
def broken(request: HttpRequest) -> HttpResponse:
    return trouble(request, 500)


@public
def unavailable(request: HttpRequest) -> HttpResponse:
    return trouble(request, 503)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(request, 400)
