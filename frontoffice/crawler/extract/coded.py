"""Addresses inside codes: base64, hexadecimal, percent, Cloudflare, TYPO3. Found by the code's own shape."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from . import addresses
from .addresses import Match

ANY = r"[A-Za-z0-9+/_-]"
QUAD = rf"[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589]{ANY}"
"""Four characters of base64 whose three bytes are all ASCII: nearly nothing else has this shape."""

BASE64 = re.compile(rf"(?<!{ANY})((?:{QUAD}){{3,}}(?:[A-Za-f]{ANY}{{1,2}})?)={{0,2}}(?!{ANY})")
HEX = re.compile(r"(?<![0-9a-z%\\])((?:[2-7][0-9a-f]){8,400})(?![0-9a-f])", re.IGNORECASE)
SPACED_AT = re.compile(r"(?:0x|[ ,:;-])40[ ,:;-]", re.IGNORECASE)
SPACED_HEX = re.compile(
    r"(?<![0-9a-z])((?:(?:0x)?[2-7][0-9a-f][ ,:;-]{1,2}){8,400}(?:0x)?[2-7][0-9a-f])(?![0-9a-z])",
    re.IGNORECASE,
)
SCRAP = r"(?:[\w.+'~-]|%(?:25)?[0-9a-f]{2})"
PERCENT = re.compile(rf"(?<![\w.%])({SCRAP}{{1,200}}%(?:25)?40{SCRAP}{{3,300}})", re.IGNORECASE)
HALF_PERCENT = re.compile(
    rf"(?<![\w.%])({SCRAP}{{0,100}}%(?:25)?[2-7][0-9a-f]{SCRAP}{{0,200}}@{SCRAP}{{3,300}}|[\w.+-]{{1,64}}@{SCRAP}{{1,200}}%(?:25)?[2-7][0-9a-f]{SCRAP}*)",
    re.IGNORECASE,
)
CLOUDFLARE = re.compile(
    r"""(?:data-cfemail\s*=\s*["']?|email-protection#)([0-9a-f]{8,600})(?![0-9a-f])""", re.IGNORECASE
)

TYPO3 = re.compile(
    r"""(?:UnCryptMailto\(\s*['"]|data-mailto-token\s*=\s*["'])([^"'<>\s]{12,300})""", re.IGNORECASE
)
RINGS = [(ord(first), ord(last)) for first, last in ("+:", "@Z", "az")]


def find(text: str) -> Iterator[tuple[Match, str]]:
    """Every coded address in the text, with the name of its code."""
    for found in BASE64.finditer(text):
        yield from (((Match(found.start(), found.end(), a)), "base64") for a in in_base64(found[1]))
    if "40" in text:
        yield from _hex(text)
    if "%40" in text or "%2540" in text or ("@" in text and "%" in text):
        yield from _percent(text)
    if "cfemail" in text or "email-protection#" in text:
        yield from _cloudflare(text)
    if "UnCryptMailto" in text or "data-mailto-token" in text:
        yield from _typo3(text)


def in_base64(text: str, again: bool = True) -> list[str]:
    """The addresses in a base64 string, which may be coded twice."""
    try:
        plain = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return []
    inner = plain.decode("latin-1")
    if b"@" in plain:
        return (
            [each.address for each in addresses.find(inner)] if inner.isprintable() or "\n" in inner else []
        )
    if b"%40" in plain:
        return [each.address for each in addresses.find(unquote(inner))]
    if again and BASE64.fullmatch(inner):
        return in_base64(inner, again=False)
    return []


def _hex(text: str) -> Iterator[tuple[Match, str]]:
    for shape in (HEX, SPACED_HEX) if SPACED_AT.search(text) else (HEX,):
        for found in shape.finditer(text):
            digits = re.sub(r"0x|[^0-9a-f]", "", found[1].lower())
            if "40" in digits and len(digits) % 2 == 0:
                for each in addresses.find(bytes.fromhex(digits).decode("latin-1")):
                    yield Match(found.start(), found.end(), each.address), "hex"


def _percent(text: str) -> Iterator[tuple[Match, str]]:
    for shape in (PERCENT, HALF_PERCENT):
        for found in shape.finditer(text):
            once = unquote(found[1])
            plain = unquote(once) if "%" in once else once
            here = {each.address for each in addresses.find(found[1])}
            for each in addresses.find(plain):
                if each.address not in here:
                    yield Match(found.start(), found.end(), each.address), "percent"


def _cloudflare(text: str) -> Iterator[tuple[Match, str]]:
    for found in CLOUDFLARE.finditer(text):
        address = cloudflare(found[1])
        if address:
            yield Match(found.start(), found.end(), address), "cloudflare"


def cloudflare(code: str) -> str | None:
    """What Cloudflare's script shows for a code: each byte is XORed with the first."""
    if len(code) % 2:
        return None
    key, *rest = bytes.fromhex(code)
    plain = bytes(byte ^ key for byte in rest).decode("utf-8", "replace")
    return addresses.single(plain.partition("?")[0])


def _typo3(text: str) -> Iterator[tuple[Match, str]]:
    for found in TYPO3.finditer(text):
        for steps in (*range(1, 27), *range(-26, 0)):
            plain = "".join(_turned(char, steps) for char in found[1])
            if plain.startswith("mailto:"):
                for each in addresses.find(plain[7:]):
                    yield Match(found.start(), found.end(), each.address), "rot13"


def _turned(char: str, steps: int) -> str:
    """TYPO3 turns a character within its ring: `+` to `:`, `@` to `Z`, `a` to `z`."""
    code = ord(char)
    for first, last in RINGS:
        if first <= code <= last:
            return chr(first + (code - first + steps) % (last - first + 1))
    return char
