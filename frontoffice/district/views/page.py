"""What the screens of set-up share: a page of rows, and keeping a change with its history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest

from frontoffice.district import history
from frontoffice.district.calendar import forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import Member

ROWS_A_PAGE = 50


def paged(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page asked for with `?page=`, or the nearest there is."""
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))


def forget() -> None:
    """What is remembered of the district and its calendar is read afresh."""
    forget_district()
    forget_calendar()


@transaction.atomic
def keep(form: ModelForm, event: str, by: Member) -> models.Model:  # type: ignore[type-arg]
    """The row stands as typed, and the history says which of its fields changed."""
    row: models.Model = form.save()
    history.record(event, row, by, changed=plain(form.changed_data))
    forget()
    return row


def plain(names: Iterable[str]) -> list[str]:
    """Field names without the parts that only a form knows."""
    return sorted({name.split("__")[0] for name in names})
