"""What stands around every view: safe headers, the reader's language, administrators' second factor."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from frontoffice.district.access import NEEDS_SECOND_FACTOR, member_of
from frontoffice.district.context import current_district

View = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE_AGE_S = 365 * 24 * 3600
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
    """The page is in the language chosen with `?lang=` (a cookie remembers it), else the browser's first."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang", "").lower()
        offered = _offered()
        chosen = chosen if chosen in offered else ""
        language = chosen or _remembered(request, offered) or _preferred(request, offered)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if (
                hasattr(response, "render")
                and callable(response.render)
                and not getattr(response, "is_rendered", True)
            ):
                response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=LANGUAGE_COOKIE_AGE_S,
                secure=settings.SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _offered() -> list[str]:
    return ["en", *(code for code in current_district().languages if code != "en")]


def _remembered(request: HttpRequest, offered: list[str]) -> str:
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return kept if kept in offered else ""


def _preferred(request: HttpRequest, offered: list[str]) -> str:
    for part in request.headers.get("Accept-Language", "").lower().split(",")[:10]:
        code = part.split(";")[0].strip()
        for candidate in (code, code.split("-")[0]):
            if candidate in offered:
                return candidate
    return "en"


class SecondFactor:
    """Administrators set up a second factor before they see anything else."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF_PATHS) and not request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR):
            member = member_of(request)
            if member and member.has(*NEEDS_SECOND_FACTOR) and not _has_second_factor(member):
                return HttpResponseRedirect(SECOND_FACTOR_PATH + "?" + urlencode({"needed": "yes"}))
        return self.get_response(request)


def _has_second_factor(member: object) -> bool:
    from allauth.mfa.adapter import get_adapter

    return bool(get_adapter().is_mfa_enabled(member))
