"""How the Exposure pages write numbers, addresses and long codes."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from frontoffice.district.history import EVENTS
from frontoffice.district.models import Event
from frontoffice.exposure.listing import Filters
from frontoffice.exposure.models import Finding

register = template.Library()
BREAK_AFTER = re.compile(r"([/@.,;:=&?_\-])(?=[^\s/@.,;:=&?_\-])")
BRIEF_CHARS, BEFORE_CHARS = 80, 16
BREAK = "\u200b"


@register.filter
def grouped(number: object) -> str:
    """1214 is 1,214; what is no number stays as it is."""
    return f"{number:,}" if isinstance(number, int) else str(number)


@register.filter
def breaking(text: str) -> SafeString:
    """Code that may break after its signs. What a reader copies is the code itself."""
    pieces = BREAK_AFTER.sub(rf"\1{BREAK}", str(text).replace(BREAK, ""))
    return mark_safe(
        escape(pieces).replace(BREAK, "<wbr>")
    )  # safe: escaped first; only our own tag is put in


@register.filter
def brief(finding: Finding) -> str:
    """The evidence as a table has room for it: the address with a little of what stands before it."""
    text = finding.evidence
    if len(text) <= BRIEF_CHARS:
        return text
    at = max(text.lower().find(finding.address.partition("@")[0]), 0)
    start = max(min(at - BEFORE_CHARS, len(text) - BRIEF_CHARS), 0)
    cut = text[start : start + BRIEF_CHARS].strip()
    return f"{'…' if start else ''}{cut}{'…' if start + BRIEF_CHARS < len(text) else ''}"


@register.filter
def place(url: str) -> str:
    """The path of an address, as people name a page."""
    return urlsplit(url).path or "/"


@register.filter
def tabbed(filters: Filters, tab: str) -> str:
    """The same filters on another tab."""
    return filters.address(tab=tab)


@register.filter
def cleared(filters: Filters) -> str:
    """The same tab and grouping without the filters."""
    return filters.address(words="", site="", how="", kind="")


@register.filter
def joined(filters: Filters) -> str:
    """What stands between the filters' query string and one more name."""
    return "&" if len(filters.address()) > 1 else ""


@register.filter
def lasting(seconds: float) -> str:
    """How long something took, in the largest unit that says it."""
    if seconds < 90:
        return _("%(n)s s") % {"n": round(seconds)}
    if seconds < 5_400:
        return _("%(n)s min") % {"n": round(seconds / 60)}
    return _("%(n)s h") % {"n": round(seconds / 3_600, 1)}


@register.filter
def told(event: Event) -> str:
    """What happened, in the vocabulary's words, with a person's decision named."""
    decisions = {
        "accepted": _("Accepted"),
        "exception": _("Noted as a lawful exception"),
        "taken back": _("Taken back: open again"),
        "owner": _("Given to someone to look after"),
    }
    return decisions.get(str(event.refs.get("decision", "")), EVENTS.get(event.name, event.name))
