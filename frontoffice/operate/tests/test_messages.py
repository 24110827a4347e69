from __future__ import annotations

from babel.messages.pofile import read_po

from frontoffice.operate.commands.messages import extract, is_public, missing, sources
from frontoffice.ui.catalogs import LOCALE


def test_families_miss_no_words_in_spanish() -> None:
    with (LOCALE / "es" / "LC_MESSAGES" / "django.po").open("rb") as file:
        spanish = read_po(file)
    public = extract(path for path in sources() if is_public(path))
    assert len(public) > 200
    assert missing(spanish, public) == []
