"""The staff components draw in every state, and need nothing that the content policy forbids."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone

from frontoffice.ui.staff_icons import ICONS, svg
from frontoffice.ui.staff_views import BUTTONS, STATES, SWATCHES
from frontoffice.ui.templatetags.staff import initials, moment, near_hue

STATIC = Path(__file__).resolve().parent.parent / "static" / "ui"


def drawn(source: str) -> str:
    template = engines["django"].from_string("{% load staff %}" + source)
    return str(template.render({}))


def page() -> str:
    return render_to_string(
        "ui/staff_components.html", {"swatches": SWATCHES, "buttons": BUTTONS, "states": STATES}
    )


def test_the_page_of_components_shows_every_component() -> None:
    shown = page()
    for mark in (
        "btn main",
        "field",
        "<select",
        "fold",
        'role="tablist"',
        "badge danger",
        "toast",
        "empty",
        "who-i staff",
    ):
        assert mark in shown, mark


def test_no_page_needs_an_inline_script_or_style() -> None:
    shown = page()
    assert " style=" not in shown
    assert not re.search(r"<script(?![^>]*src=)", shown)
    assert not re.search(r"\son\w+=", shown)


def test_a_name_with_markup_in_it_stays_text() -> None:
    assert "<b>" not in drawn("{{ '<b>x'|initials }}")
    assert svg("flag").count("<svg") == 1


def test_an_icon_with_a_label_is_read_aloud_and_one_without_is_not() -> None:
    assert 'aria-label="Has an attachment"' in drawn("{% icon 'clip' 'Has an attachment' %}")
    assert 'aria-hidden="true"' in drawn("{% icon 'clip' %}")
    assert "&lt;" in drawn("{% icon 'clip' '<' %}")


def test_every_icon_is_one_drawing() -> None:
    for name, drawing in ICONS.items():
        assert drawing.count("<") == drawing.count("/>"), name


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Ruiz", "AR"), ("Ana", "AN"), ("", "?"), ("María de la Cruz", "MC")]
)
def test_initials_are_the_first_and_the_last(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(("hue", "near"), [(162, 160), (358, 0), ("", 220), (None, 220), (222, 220)])
def test_the_districts_hue_is_one_the_sheet_knows(hue: object, near: int) -> None:
    assert near_hue(hue) == near
    assert f'data-hue="{near}"' in (STATIC / "staff-hues.css").read_text()


def test_a_moment_is_said_on_the_readers_clock_and_without_empty_minutes() -> None:
    with timezone.override("America/Chicago"):
        assert moment(datetime(2026, 11, 23, 13, 58, tzinfo=UTC)) == "Nov 23, 7:58 am"
        assert moment(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "M j, Y") == "Nov 23, 2026, 12 pm"
    assert moment(datetime(2026, 11, 23, 15, 0), "l") == "Monday, 3 pm"
