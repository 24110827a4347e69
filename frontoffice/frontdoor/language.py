"""In which language a page is read: as chosen in the address, as remembered, or as the browser asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header

from frontoffice.ui.catalogs import translated_languages

PARAMETER = "lang"
IN_FORM = "in"
DRAFTS = frozenset(
    {"ar"}
)  # not yet read by a native speaker: only where a district asks for it, and it says so
RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "ps", "he"})
REMEMBERED_S = 365 * 24 * 3600
NAMES: dict[str, str] = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Reader:
    """Who reads: in `language`; `chosen` when the address says so and the browser does not remember it."""

    language: str
    chosen: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether the page says that its words are a draft."""
        return self.language in DRAFTS

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Choice:
    """A language offered on a page; `form` is the form, if any, whose words must survive the change."""

    code: str
    name: str
    href: str
    form: str = ""


def offered(wanted: list[str]) -> list[str]:
    """The languages in which whole pages can be read, the district's `wanted` ones first and in its order."""
    readable = translated_languages() & NAMES.keys()
    chosen = [code for code in wanted if code in readable]
    return chosen or [code for code in NAMES if code in readable - DRAFTS]


def reader_of(request: HttpRequest, wanted: list[str]) -> Reader:
    """The reader of this request, among the languages the district offers; reads no form."""
    codes = offered(wanted)
    remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    asked = request.GET.get(PARAMETER, "").lower()
    if asked in codes:
        return Reader(asked, chosen=asked != remembered)
    if remembered in codes:
        return Reader(remembered)
    return Reader(_from_browser(request.headers.get("Accept-Language", ""), codes))


def asked_in_form(request: HttpRequest, wanted: list[str], reader: Reader) -> Reader:
    """The reader after a form was sent to be shown again in another language, else `reader`.

    Reads the form: raises what Django raises for one that is too large or broken.
    """
    asked = request.POST.get(IN_FORM, "") if request.method == "POST" else ""
    return Reader(asked, chosen=True) if asked in offered(wanted) else reader


def _from_browser(header: str, codes: list[str]) -> str:
    for wanted, _weight in parse_accept_lang_header(header.lower()[:500]):
        for code in codes:
            if wanted == code or wanted.split("-")[0] == code.split("-")[0]:
                return code
    return "en" if "en" in codes else codes[0]


def remember(response: HttpResponse, reader: Reader) -> None:
    """Keep a language that was chosen; the only cookie of the public side, and set by nothing else."""
    if reader.chosen:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            reader.language,
            max_age=REMEMBERED_S,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
        )


def choices(request: HttpRequest, wanted: list[str], form: str = "") -> list[Choice]:
    """The languages of this page, each by its own name, at the same address."""
    query = request.GET.copy()
    found = []
    for code in offered(wanted):
        query[PARAMETER] = code
        found.append(Choice(code, NAMES[code], f"?{query.urlencode()}", form))
    return found
