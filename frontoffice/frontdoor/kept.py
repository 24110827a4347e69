"""Files sent with a form that was not yet accepted: kept a while, so that an error costs no one a photo.

They lie in HOME/uploads under the form's name (hashed). The worker sweeps there each minute: nothing lies six
hours after it came, and all of it is within MAX_STORE_BYTES.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from frontoffice.conversations.storing import Attached
from frontoffice.conversations.uploads import MAX_FILES, NotKept, TooLarge
from frontoffice.frontdoor.contents import Refused, type_of
from frontoffice.frontdoor.typed import clean_line
from frontoffice.ui.templatetags.public import size as size_in_words

SWEPT_EVERY_S = 60
KEPT_S = 6 * 3600 - SWEPT_EVERY_S
MAX_STORE_BYTES = 2_000_000_000
MAX_NAME_CHARS = 100
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """A file that waits for its form: `id` names it in the form."""

    id: str
    name: str
    content_type: str
    size_bytes: int


class KeptFiles:
    """The files of one form, by its nonce."""

    def __init__(self, nonce: str) -> None:
        self.folder = store() / hashlib.sha256(nonce.encode()).hexdigest()

    def all(self) -> list[Kept]:
        try:
            rows = json.loads((self.folder / "index.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [Kept(**row) for row in rows]

    def attached(self) -> tuple[Attached, ...]:
        """The files with their bytes, ready to be filed."""
        return tuple(
            Attached(kept.name, kept.content_type, (self.folder / kept.id).read_bytes())
            for kept in self.all()
        )

    def take(self, files: Iterable[Any], without: Iterable[str] = ()) -> list[str]:
        """Keep new files and drop those whose ids are in `without`; a sentence for each that is not taken."""
        dropped = set(without)
        kept = [file for file in self.all() if file.id not in dropped]
        problems = []
        for file in files:
            try:
                kept.append(self._add(file, len(kept)))
            except _NotTaken as reason:
                problems.append(str(reason))
        if kept or self.folder.exists():
            self._write_index(kept)
        return problems

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _add(self, file: Any, already: int) -> Kept:
        name = clean_line(file.name or "")[-MAX_NAME_CHARS:] or _("file")
        content = _content(file, name, already)
        kept = Kept(hashlib.sha256(content).hexdigest()[:16], name, type_of(content, name), len(content))
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / kept.id).write_bytes(content)
        except OSError as error:
            log.exception("A file could not be kept with its form.")
            (self.folder / kept.id).unlink(missing_ok=True)
            raise _no_room(name) from error
        return kept

    def _write_index(self, kept: list[Kept]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        rows = {file.id: vars(file) for file in kept}
        (self.folder / "index.json").write_text(json.dumps(list(rows.values())), encoding="utf-8")


class _NotTaken(Exception):
    """Why a file is not taken, as a sentence for the person who sent it."""


def _no_room(name: str) -> _NotTaken:
    words = _("We could not take %(name)s in just now. Try again later, or send your message without it.")
    return _NotTaken(words % {"name": name})


def _content(file: Any, name: str, already: int) -> bytes:
    """The file's bytes; raises _NotTaken with a sentence that names the file."""
    if already >= MAX_FILES:
        raise _NotTaken(
            _("%(name)s: you can send %(many)d files at most.") % {"name": name, "many": MAX_FILES}
        )
    if isinstance(file, TooLarge):
        size = size_in_words(file.size or 0)
        raise _NotTaken(
            _("%(name)s is %(size)s. A file can be 10 MB at most.") % {"name": name, "size": size}
        )
    if isinstance(file, NotKept):
        raise _no_room(name)
    content: bytes = file.read()
    if not content:
        raise _NotTaken(_("%(name)s is empty. Choose it again, or leave it out.") % {"name": name})
    try:
        type_of(content, name)
    except Refused:
        words = _("%(name)s is not a photo, a PDF or a document that we can open safely.") % {"name": name}
        raise _NotTaken(words) from None
    return content


def store() -> Path:
    return Path(settings.FRONTOFFICE_HOME) / "uploads"


def sweep() -> None:
    """Drop what has waited longer than KEPT_S, and the oldest while the whole is over MAX_STORE_BYTES."""
    waiting = sorted(filter(None, map(_weighed, _folders())), key=lambda weighed: weighed[0])
    whole = sum(size for _at, size, _folder in waiting)
    for at, size, folder in waiting:
        if at < time() - KEPT_S or whole > MAX_STORE_BYTES:
            shutil.rmtree(folder, ignore_errors=True)
            whole -= size


def _folders() -> list[Path]:
    try:
        return [folder for folder in store().iterdir() if folder.is_dir()]
    except FileNotFoundError:
        return []


def _weighed(folder: Path) -> tuple[float, int, Path] | None:
    """When it was last written and its bytes; None when another process has just dropped it."""
    try:
        return folder.stat().st_mtime, sum(file.stat().st_size for file in folder.iterdir()), folder
    except FileNotFoundError:
        return None
