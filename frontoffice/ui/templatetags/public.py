"""What the public pages say in the reader's language: dates, hours, numbers of bytes, phone numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Protocol

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_bidi, gettext, pgettext

register = template.Library()
NO_BREAK = "\N{NO-BREAK SPACE}"
WEEKDAY, DAY_OF_MONTH = "EEEE", "MMMMd"
FIRST_STRONG, END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT ISOLATE}"
KB, MB = 1000, 1_000_000


class Words(Protocol):
    def words(self, field: str, language: str | None = None) -> str: ...


def _locale() -> Locale:
    language = (get_language() or "en").replace("-", "_")
    try:
        return Locale.parse({"zh_hans": "zh_Hans", "pt_br": "pt_BR", "es": "es_US"}.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")


def _on(value: date | datetime) -> date:
    return localtime(value).date() if isinstance(value, datetime) else value


def _day_of_month(on: date, locale: Locale) -> str:
    words = str(format_skeleton(DAY_OF_MONTH, on, locale=locale))
    return re.sub(r"^(\d+) (de )?(\w+)$", rf"\1{NO_BREAK}\2\3", re.sub(r" (\d+)$", rf"{NO_BREAK}\1", words))


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in the reader's language: "Wednesday, October 14", "miércoles, 14 de octubre"."""
    if not value:
        return ""
    locale, on = _locale(), _on(value)
    weekday, rest = format_date(on, WEEKDAY, locale=locale), _day_of_month(on, locale)
    if locale.language in ("zh", "ja", "ko"):
        return rest + weekday
    return weekday + ("، " if locale.text_direction == "rtl" else ", ") + rest


@register.filter
def day_of_month(value: date | datetime | None) -> str:
    """A day without its weekday: "October 14", "14 de octubre"."""
    return _day_of_month(_on(value), _locale()) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """A time of day on the district's clock: "8:05 am"."""
    if not value:
        return ""
    local = localtime(value)
    half = pgettext("time of day", "am") if local.hour < 12 else pgettext("time of day", "pm")
    return f"{local.hour % 12 or 12}:{local.minute:02d}{NO_BREAK}{half}"


@register.filter
def moment(value: datetime | None) -> str:
    """A day and its time: "Tuesday, October 13, 8:05 am"."""
    if not value:
        return ""
    return gettext("%(day)s, %(time)s") % {"day": day(value), "time": clock(value)}


@register.filter
def size(value: int) -> str:
    """A number of bytes as people say it: "1.2 MB"."""
    if value < MB:
        return f"{max(1, round(value / KB))}{NO_BREAK}KB"
    return f"{value / MB:.1f}{NO_BREAK}MB"


@register.filter
def keep(value: object) -> str:
    """Text in which what belongs together stays on one line: "5:30 pm", "Bus 14", "October 14"."""
    text = re.sub(r"(?<=\d) (?=(?:am|pm|a\.m\.|p\.m\.|MB|KB)\b)", NO_BREAK, str(value))
    return re.sub(r"\b(Bus|Room|Grade|Title|bus|grade) (?=\d)", rf"\1{NO_BREAK}", text)


@register.filter
def isolate(value: object) -> str:
    """Text of its own direction, such as a name in English, set apart on a page that reads right to left."""
    return f"{FIRST_STRONG}{value}{END_OF_ISOLATE}" if value and get_language_bidi() else str(value)


@register.filter
def ltr(value: object) -> str:
    """A range of numbers, "6-8", that reads left to right on every page."""
    return f"{LEFT_TO_RIGHT}{value}{END_OF_ISOLATE}" if value and get_language_bidi() else str(value)


@register.filter
def words(value: Words, field: str) -> str:
    """A field of a row that has variants in other languages, in the reader's."""
    return isolate(value.words(field))


@register.filter
def phone(value: str) -> SafeString:
    """A phone number as a link to call it, always left to right; what is not a number stays text."""
    number, comma, rest = str(value).partition(",")
    digits = re.sub(r"\D", "", number)
    if not digits:
        return conditional_escape(value)
    full = f"+1{digits}" if len(digits) == 10 else digits
    link = f'<a class="tel" dir="ltr" href="tel:{full}">{conditional_escape(number)}</a>'
    return mark_safe(link + conditional_escape(comma + rest))


@register.filter
def code(value: str) -> str:
    """A code in groups of four, to be read aloud: "4417 8206"."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))
