"""Text as people type and paste it, made safe to keep and to show, and otherwise left as they wrote it."""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 5  # combining marks on one letter; the most that living scripts stack is 4
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff]")
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # they can make a name or a file's ending read backwards
MARKS = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
STACKED = re.compile(f"{MARKS}{{{MAX_MARKS + 1},}}")


def clean_text(typed: str) -> str:
    """Several lines: the same words with plain line ends, and without what cannot be seen or stored."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = CONTROLS.sub("", lines)
    return STACKED.sub(lambda stack: stack[0][:MAX_MARKS], unicodedata.normalize("NFC", text)).strip()


def clean_line(typed: str) -> str:
    """One line, such as a name or a file's name."""
    return " ".join(TURNS.sub("", clean_text(typed)).split())
