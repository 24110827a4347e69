"""How many conversations stand in each place, counted no further than MOST: a million rows cost as 100 do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from time import monotonic
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from frontoffice.district.models import Member
from frontoffice.inbox.places import Place

MOST = 99
FRESH_S = 20


def shown(count: int) -> str:
    """A count as it stands in the page: nothing for none, "99+" for more than MOST."""
    if count > MOST:
        return f"{MOST}+"
    return str(count) if count else ""


def counts(member: Member, places: Iterable[Place]) -> dict[str, int]:
    """How many `member` finds in each place, at most MOST + 1, in one statement; by the places' paths."""
    key = (member.pk, tuple(member.roles), tuple(sorted(member.team_ids)))
    sql, values, paths = _statement(key, tuple(places), _Reader(member), int(monotonic() // FRESH_S))
    if not paths:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(zip(paths, cursor.fetchone(), strict=True))


class _Reader:
    """Carries a member past the cache, which is keyed by what their access depends on."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reader)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=256)
def _statement(
    _key: tuple[Any, ...], places: tuple[Place, ...], reader: _Reader, _period: int
) -> tuple[str, tuple[Any, ...], tuple[str, ...]]:
    """One SELECT with a capped count for each place; composing it costs more than running it: it is kept."""
    parts: list[str] = []
    values: list[Any] = []
    paths: list[str] = []
    for place in places:
        try:
            rows = place.rows(reader.member).order_by().values("pk")[: MOST + 1]
            sql, params = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS found)")  # noqa: S608  what is typed is in params
        values.extend(params)
        paths.append(place.path)
    return "SELECT " + ", ".join(parts), tuple(values), tuple(paths)
