"""What the staff pages draw: icons, the district's colour, initials."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import pgettext

from frontoffice.ui.staff_icons import svg

register = template.Library()
HUE_STEP = 5
NOON = 12


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon by name; give a label only when it stands without words."""
    return mark_safe(svg(name, escape(label)))  # safe: drawn from our own table, the label escaped


@register.filter
def near_hue(hue: object) -> int:
    """The nearest hue (0 to 355, in steps of 5) that staff-hues.css knows; the house's own without one."""
    try:
        return round(float(str(hue)) / HUE_STEP) * HUE_STEP % 360
    except ValueError:
        return 220


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar: first and last word; "?" for someone without a name."""
    parts = str(name or "").split()
    letters = parts[0][0] + parts[-1][0] if len(parts) > 1 else (parts[0][:2] if parts else "?")
    return letters.upper()


def hour(at: datetime) -> str:
    """A time of day as people say it, on the clock it is given on: "3 pm", "7:30 am"."""
    half = pgettext("time of day", "am") if at.hour < NOON else pgettext("time of day", "pm")
    return f"{date_format(at, 'g:i').removesuffix(':00')} {half}"


@register.filter
def moment(at: datetime, day: str = "M j") -> str:
    """A day, in Django's date format, and the time as people say it: "Nov 23, 7:58 am", "Nov 23, 3 pm".

    A naive moment is on the reader's clock already.
    """
    local = localtime(at) if is_aware(at) else at
    return f"{date_format(local, day)}, {hour(local)}"
