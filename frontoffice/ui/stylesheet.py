"""The public stylesheet in the district's colour, made small and compressed once."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli

from frontoffice.ui.colour import readable

SOURCE = Path(__file__).resolve().parent / "static" / "ui" / "public.css"
COMMENT = re.compile(r"/\*.*?\*/", re.S)
OWN_COLOUR = re.compile(r"--hue: [^;]+; --chroma: [^;]+;")
NAME_CHARS = 10


@dataclass(frozen=True)
class Stylesheet:
    """`name` changes whenever a byte of it does, so that browsers may keep it for ever."""

    name: str
    plain: bytes
    brotli: bytes
    gzip: bytes


def smaller(css: str) -> str:
    """The same rules without comments and without space that means nothing."""
    css = re.sub(r"\s+", " ", COMMENT.sub("", css))
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    return re.sub(r"(?<=[\w-]): ", ":", css).replace(";}", "}").strip()


@lru_cache(maxsize=4)
def stylesheet(hue: float, chroma: float) -> Stylesheet:
    """The sheet for a district whose colour is `hue` (0 to 360) and `chroma` (0 to 0.37), kept readable."""
    hue, chroma = readable(hue, chroma)
    css = smaller(OWN_COLOUR.sub(f"--hue:{hue:g};--chroma:{chroma:g};", SOURCE.read_text(encoding="utf-8")))
    plain = css.encode()
    name = hashlib.sha256(plain).hexdigest()[:NAME_CHARS]
    return Stylesheet(name, plain, brotli.compress(plain, quality=11), gzip.compress(plain, 9, mtime=0))
