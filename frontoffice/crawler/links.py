"""Where a page leads: the addresses a browser or a harvester would load next."""

from __future__ import annotations

import re
from html import unescape

LINK = re.compile(
    r"""<(?P<tag>a|area|link|iframe|frame|script|embed|object|meta|base)\b"""
    r"""(?P<attrs>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.IGNORECASE,
)
VALUE = re.compile(
    r"""\b(href|src|data|content|rel|type|http-equiv)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
HREF = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*["']?([^"'<> ]+)""", re.IGNORECASE)
REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"\s>]+)", re.IGNORECASE)
LOCATION = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)", re.IGNORECASE)
FEED_LINK = re.compile(
    r"<link>\s*([^<\s]+)\s*</link>|<link\b[^<>]*\bhref\s*=\s*[\"']([^\"']+)", re.IGNORECASE
)
LINK_KINDS = ("alternate", "next", "prev", "canonical", "author", "me", "contents", "help", "describedby")
UNREAD = re.compile(
    r"\.(?:png|jpe?g|gif|webp|svgz?|ico|bmp|tiff?|avif|heic|mp[34]|m4[av]|mov|avi|wm[av]|webm|og[gv]|wav|flv|"
    r"css|woff2?|ttf|eot|otf|zip|gz|tgz|rar|7z|dmg|exe|msi|apk|iso|swf|psd|ai|eps|pub)$",
    re.IGNORECASE,
)
LIBRARY = re.compile(
    r"jquery|bootstrap|modernizr|lodash|react(?:-dom)?\.|polyfill|moment\.|fontawesome|/wp-includes/",
    re.IGNORECASE,
)


def worth_reading(url: str) -> bool:
    """False for pictures, films, fonts, styles and archives, by the name's ending."""
    return not UNREAD.search(url.partition("?")[0])


def base_of(html: str, url: str) -> str:
    """The address that relative links on the page start from."""
    if "<base" not in html and "<BASE" not in html:
        return url
    for tag, attrs in LINK.findall(html):
        if tag.lower() == "base" and (value := values(attrs).get("href")):
            return value
    return url


def values(attrs: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in VALUE.findall(attrs):
        raw = double or single or bare
        found.setdefault(name.lower(), unescape(raw) if "&" in raw else raw)
    return found


def in_html(html: str) -> list[str]:
    """Every address the page points to, as written, in order, once."""
    found: dict[str, None] = {}
    for tag, attrs in LINK.findall(html):
        href = _leads_to(tag.lower(), values(attrs))
        if href and not href.startswith(("#", "mailto:", "javascript:", "tel:", "data:")):
            found[href] = None
    return list(found)


def _leads_to(tag: str, attrs: dict[str, str]) -> str | None:
    if tag in ("a", "area"):
        return attrs.get("href")
    if tag in ("iframe", "frame", "embed"):
        return attrs.get("src")
    if tag == "object":
        return attrs.get("data")
    if tag == "script":
        src = attrs.get("src")
        return src if src and not LIBRARY.search(src) else None
    if tag == "link" and any(kind in attrs.get("rel", "").lower() for kind in LINK_KINDS):
        return attrs.get("href")
    if tag == "meta" and attrs.get("http-equiv", "").lower() == "refresh":
        found = REFRESH.search(attrs.get("content", ""))
        return found[1] if found else None
    return None


def in_sitemap(xml: str) -> list[str]:
    """The pages and further sitemaps that a sitemap names."""
    return [unescape(url) for url in LOCATION.findall(xml)]


def in_feed(xml: str) -> list[str]:
    return [unescape(first or second) for first, second in FEED_LINK.findall(xml)]
