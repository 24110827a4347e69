"""Text from bytes in any character set, declared rightly, wrongly or not at all."""

from __future__ import annotations

import codecs
import itertools
import re

SUPERSETS = {
    "ascii": "utf-8", "us-ascii": "utf-8", "ansi_x3.4-1968": "utf-8", "utf8mb4": "utf-8",
    "utf-8-sig": "utf-8",
    "unicode": "utf-8", "unknown-8bit": "utf-8", "x-unknown": "utf-8", "8bit": "utf-8", "binary": "utf-8",
    "default": "utf-8", "default_charset": "utf-8", "none": "utf-8", "us-ascii-8bit": "utf-8",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "ansi": "cp1252", "x-ansi": "cp1252", "windows1252": "cp1252", "x-cp1252": "cp1252",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "gb_2312-80": "gb18030",
    "big5": "big5hkscs", "x-big5": "big5hkscs", "cn-big5": "big5hkscs", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949", "ksc5601": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext", "windows-874": "cp874", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "tis-620": "cp874", "iso-8859-11": "cp874",
    "unicode-1-1-utf-7": "utf-7", "x-utf-7": "utf-7", "unicode-1-1-utf-8": "utf-8",
}  # fmt: skip
NOT_FOR_MAIL = {
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "raw_unicode_escape",
    "mbcs",
    "oem",
    "palmos",
}
MULTI_BYTE_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def decode(content: bytes, charset: str | None) -> tuple[str, str | None]:
    """The text of `content`, and a sentence about what was wrong with its character set or None."""
    declared = (charset or "").strip().strip("'\"").lower()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") and not declared.startswith("utf-32"):
        return content.decode("utf-16", "replace"), None
    codec = _codec(declared)
    if codec is None:
        return _guessed(content), f"The character set {declared[:40]!r} is not known; it was guessed."
    if (
        codec == "cp1252"
        and MULTI_BYTE_UTF8.search(content)
        and (text := _strict(content, "utf-8")) is not None
    ):
        return text, f"The text is declared {declared} but is UTF-8."
    if (text := _strict(content, codec)) is not None:
        return text.removeprefix("\ufeff"), None
    if not declared or codec == "utf-8" or (text := _strict(content, "utf-8")) is None:
        text = _guessed(content) if codec == "utf-8" else content.decode(codec, "replace")
    if codec == "cp1252" and declared:
        return text, None
    named = f"is not really {declared}" if declared else "does not say its character set"
    return text.removeprefix("\ufeff"), f"The text {named}; some letters may be wrong."


def clean(text: str) -> str:
    """Text with LF line ends and nothing that a database or a screen refuses."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n")
    return CONTROLS.sub("", text)


def _codec(declared: str) -> str | None:
    if not declared:
        return "utf-8"
    name = SUPERSETS.get(declared, declared)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    return name if is_text and found.name.replace("-", "_") not in NOT_FOR_MAIL else None


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _guessed(content: bytes) -> str:
    """UTF-8 if it is, with its broken letters replaced if it mostly is, else the likeliest 8-bit set."""
    if (text := _strict(content, "utf-8")) is not None:
        return text
    sample = content[:20_000]
    high = [byte for byte in sample if byte >= 0x80]
    mostly = sample.decode("utf-8", "replace")
    if mostly.count("\ufffd") * 8 <= len(high):
        return content.decode("utf-8", "replace")
    letters = sum(1 for byte in sample if chr(byte).isalpha() and byte < 0x80)
    if len(high) > letters:
        return content.decode(_likeliest(sample), "replace")
    return content.decode("cp1252", "replace")


def _likeliest(sample: bytes) -> str:
    """Of the sets where most letters are 8-bit, the one in which the sample reads as words."""
    scored = [
        (_readable(sample, codec), codec) for codec in ("cp1251", "koi8-r", "gb18030", "cp932", "cp949")
    ]
    return max(scored)[1]


def _readable(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, "replace")
    good = sum(
        1 for c in text if "а" <= c <= "я" or "一" <= c <= "鿿" or "ぁ" <= c <= "ヿ" or "가" <= c <= "힣"
    )
    bad = sum(3 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or "｡" <= c <= "ﾟ")
    odd = sum(1 for a, b in itertools.pairwise(text) if a.islower() and b.isupper())
    return (good - bad - 2 * odd) / (len(text) or 1)
