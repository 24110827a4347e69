"""What the staff pages draw: icons, the district's colour, initials."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from frontoffice.ui.staff_icons import svg

register = template.Library()
HUE_STEP = 5


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
