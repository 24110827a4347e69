"""Files on disk: each lies once in HOME/files under the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from frontoffice.conversations.models import Attachment, Message

MAX_NAME_CHARS = 200


@dataclass(frozen=True)
class Attached:
    """A file as it came: its name, what it is by its content, its bytes, and what is dangerous about it."""

    name: str
    content_type: str
    content: bytes
    danger: str = ""


def path_of(sha256: str) -> Path:
    """Where the bytes with this SHA-256 lie."""
    return Path(settings.FRONTOFFICE_HOME) / "files" / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Put bytes on disk, durably, and give their SHA-256; the same bytes twice are one file.

    Raises OSError when the disk is full; nothing half-written is left in the file's place.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{digest}.{os.getpid()}.half")
    try:
        with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return digest


def attach(message: Message, files: Iterable[Attached]) -> list[Attachment]:
    """Keep files with a message."""
    rows = [
        message.attachments.model(
            message=message,
            name=file.name[-MAX_NAME_CHARS:].replace("\x00", ""),
            content_type=file.content_type[:120],
            size_bytes=len(file.content),
            sha256=keep(file.content),
            danger=file.danger[:200],
        )
        for file in files
    ]
    return message.attachments.bulk_create(rows)
