"""Links between the public pages, which keep a language that was just chosen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from frontoffice.district.titles import in_words
from frontoffice.frontdoor.language import PARAMETER
from frontoffice.ui.templatetags.public import keep

register = template.Library()


@register.simple_tag(takes_context=True)
def go(context: Any, place: str, *args: object, **query: object) -> str:
    """The address of a public page: `{% go "ask" topic.slug school=school.slug %}`."""
    address = reverse(f"frontdoor:{place}", args=args)
    asked = {name: str(value) for name, value in query.items() if value}
    if carried := context.get("carried"):
        asked[PARAMETER] = carried
    return f"{address}?{urlencode(asked)}" if asked else address


@register.filter
def job(title: str) -> SafeString:
    """A job title in the reader's language, or marked as English where it stands as typed."""
    said = in_words(title)
    return format_html('<bdi lang="en">{}</bdi>' if said == title else "<bdi>{}</bdi>", keep(said))
