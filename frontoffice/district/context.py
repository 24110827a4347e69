"""What every page knows of the district: its name, colour and languages."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from frontoffice.district.models import District

FRESH_S = 30


@lru_cache(maxsize=1)
def _district(_period: int) -> District:
    return District.current()


_last: list[District] = []


def current_district() -> District:
    """The district's row, at most FRESH_S seconds old (older while the database is away); read-only."""
    try:
        _last[:] = [_district(int(monotonic() // FRESH_S))]
    except DatabaseError:
        if not _last:
            raise
    return _last[0]


def forget_district() -> None:
    """Read the row afresh at the next use: for the screens that change it, and for tests."""
    _district.cache_clear()
    _last.clear()


def district(request: HttpRequest) -> dict[str, Any]:
    """The district, and the first pane of staff pages in set-up and one's own account."""
    from frontoffice.district.where import where

    return {"district": current_district(), "setup_where": SimpleLazyObject(lambda: where(request))}
