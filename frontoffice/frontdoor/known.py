"""The district as last read, so that even a page about a lost database has its name and colour."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from django.db import DatabaseError

from frontoffice.district.context import current_district
from frontoffice.district.models import District

log = logging.getLogger(__name__)
_last: list[District] = []


def known_district() -> District:
    """The district's row; the one read last when the database cannot be asked."""
    try:
        _last[:] = [current_district()]
    except DatabaseError:
        log.warning("The district could not be read; the last one known is shown.")
        if not _last:
            return District(name="School district", short_name="District")
    return _last[0]


def district_zone(district: District) -> ZoneInfo:
    return ZoneInfo(district.time_zone)
