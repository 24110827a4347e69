"""Files as they come in, from families and from staff: a file that is too large costs no one their words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MAX_FILES = 5
MAX_FILE_BYTES = 10_000_000
log = logging.getLogger(__name__)


class TooLarge(UploadedFile):  # type: ignore[type-arg]  # not a generic when it runs
    """A file that went over MAX_FILE_BYTES; only its name and size were kept."""


class NotKept(UploadedFile):  # type: ignore[type-arg]  # not a generic when it runs
    """A file that could not be written down here, as when the disk is full; only its name was kept."""


class PatientUploads(FileUploadHandler):
    """Write each file to a temporary one, and stop keeping, but not reading, what goes over the limit.

    Reading on to the end lets the rest of the form arrive, so that the text beside the file is not lost: not
    by a file that is too large, and not by a disk that is full.
    """

    chunk_size = 256 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._count += 1
        if self._count > MAX_FILES * 2:
            raise SkipFile
        self._size = 0
        self._file: TemporaryUploadedFile | None = None
        self._refused: type[UploadedFile[Any]] | None = None
        with self._or_not_kept():
            self._file = TemporaryUploadedFile(
                self.file_name or "", self.content_type or "", 0, self.charset, self.content_type_extra
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > MAX_FILE_BYTES:
            self._refuse(TooLarge)
        elif self._file is not None:
            with self._or_not_kept():
                self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        if self._file is not None:
            with self._or_not_kept():
                self._file.seek(0)
                self._file.size = self._size
        if self._file is None:
            return (self._refused or NotKept)(BytesIO(), self.file_name, self.content_type, self._size)
        return self._file

    @contextmanager
    def _or_not_kept(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            log.exception("A file could not be taken in.")
            self._refuse(NotKept)

    def _refuse(self, why: type[UploadedFile[Any]]) -> None:
        self._refused = why
        self._drop()

    def upload_interrupted(self) -> None:
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            with suppress(OSError):  # what was not yet written cannot be written now either
                self._file.close()
            self._file = None
