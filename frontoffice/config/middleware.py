"""What stands around every view: safe headers, the reader's language, administrators' second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from frontoffice.district.access import lacks_second_factor, member_of
from frontoffice.frontdoor.known import district_zone, known_district
from frontoffice.frontdoor.language import DRAFTS, reader_of, remember

View = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
STAFF_PATHS = ("/inbox/", "/account/", "/setup/", "/exposure/", "/outbox/", "/components/")
SECOND_FACTOR_PATH = "/account/2fa/"
OPEN_WITHOUT_SECOND_FACTOR = ("/account/", "/static/")


class Headers:
    """Every answer forbids foreign origins and inline scripts; staff pages are kept by no cache."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        staff = request.path.startswith(STAFF_PATHS)
        policy = CONTENT_SECURITY_POLICY
        if request.path.startswith("/account/"):
            policy = policy.replace(
                "; form-action 'self'", ""
            )  # a sign-in provider answers our form with a redirect
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if staff:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Language:
    """Every page, staff's too, is in the reader's language, and remembers one that was chosen (frontdoor)."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.reader = reader_of(request, _languages_for(request))
        request.LANGUAGE_CODE = request.reader.language
        with translation.override(request.reader.language):
            response = _whole(self.get_response(request))
        remember(response, request.reader)
        response.headers.setdefault("Content-Language", request.reader.language)
        if "public" not in response.headers.get("Cache-Control", ""):  # kept by everyone, the same for all
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def _languages_for(request: HttpRequest) -> list[str]:
    """What the district offers; on the staff side no draft, whose words are for families only."""
    wanted = known_district().languages
    return [code for code in wanted if code not in DRAFTS] if request.path.startswith(STAFF_PATHS) else wanted


def _whole(response: HttpResponse) -> HttpResponse:
    """The response with its template drawn, while the language is still set."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    return response


class SecondFactor:
    """Administrators set up a second factor before they see anything else."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF_PATHS) and not request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR):
            member = member_of(request)
            if member and lacks_second_factor(member):
                return HttpResponseRedirect(SECOND_FACTOR_PATH + "?" + urlencode({"needed": "yes"}))
        return self.get_response(request)


class DistrictTime:
    """Staff read every time of day as the district's clocks show it; what is stored stays UTC."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF_PATHS):
            return self.get_response(request)
        with timezone.override(district_zone(known_district())):
            return self.get_response(request)
