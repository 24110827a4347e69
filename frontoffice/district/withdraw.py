"""The one place of set-up where rows go: a closed day, a weekday's hours, a topic's own team at a school.

None of them holds what a person wrote, none is pointed at, and what stood in it is kept in the history.
"""

from __future__ import annotations

from typing import Any

from django.db import models


def withdraw(rows: models.QuerySet[Any]) -> None:
    """`rows` are gone."""
    rows.delete()  # not a record: set-up only, see above
