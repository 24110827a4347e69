"""Links between the public pages, which keep a language that was just chosen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from frontoffice.frontdoor.language import PARAMETER

register = template.Library()


@register.simple_tag(takes_context=True)
def go(context: Any, place: str, *args: object, **query: object) -> str:
    """The address of a public page: `{% go "ask" topic.slug school=school.slug %}`."""
    address = reverse(f"frontdoor:{place}", args=args)
    asked = {name: str(value) for name, value in query.items() if value}
    if carried := context.get("carried"):
        asked[PARAMETER] = carried
    return f"{address}?{urlencode(asked)}" if asked else address
