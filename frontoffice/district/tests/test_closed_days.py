"""A closed day's name in the languages the district offers: typed once, shown to families in theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from frontoffice.district.calendar import today
from frontoffice.district.models import ClosedDay, District, Member

As = Callable[[Member], Client]


def _typed(**changed: str) -> dict[str, str]:
    day = str(today())
    typed = {"which": "days", "first": day, "last": "", "name": "Thanksgiving", "kind": "holiday"}
    return {**typed, "name__es": "Acción de Gracias", **changed}


def test_families_read_the_days_name_in_their_language(cleo: Member, as_: As) -> None:
    assert as_(cleo).post("/setup/calendar/", _typed()).status_code == 302
    family = Client()
    assert "Acción de Gracias" in family.get("/", headers={"accept-language": "es"}).content.decode()
    assert "Thanksgiving" in Client().get("/", headers={"accept-language": "en"}).content.decode()


def test_without_a_name_in_their_language_families_read_the_english(cleo: Member, as_: As) -> None:
    as_(cleo).post("/setup/calendar/", _typed(name__es="  "))
    assert ClosedDay.objects.get().translations == {}
    assert "Thanksgiving" in Client().get("/", headers={"accept-language": "es"}).content.decode()


def test_a_day_added_again_has_the_names_typed_last_and_no_other(cleo: Member, as_: As) -> None:
    browser = as_(cleo)
    browser.post("/setup/calendar/", _typed())
    browser.post("/setup/calendar/", _typed(name="Staff day", name__es=""))
    day = ClosedDay.objects.get()
    assert (day.name, day.translations) == ("Staff day", {})


@pytest.mark.parametrize("wrong", ["x" * 81, "a\x00b"])
def test_a_name_that_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(
    wrong: str, cleo: Member, as_: As
) -> None:
    answer = as_(cleo).post("/setup/calendar/", _typed(name__es=wrong))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'id="id_name__es_error"' in shown
    assert "Thanksgiving" in shown
    assert '<details class="fold" open>' in shown
    assert not ClosedDay.objects.exists()


def test_only_the_languages_offered_are_asked_for_and_kept(
    riverbend: District, cleo: Member, as_: As
) -> None:
    browser = as_(cleo)
    browser.post("/setup/calendar/", _typed(name__vi="Lễ Tạ ơn", name__xx="?"))
    assert ClosedDay.objects.get().translations == {"es": {"name": "Acción de Gracias"}}
    shown = browser.get("/setup/calendar/").content.decode()
    assert 'name="name__es"' in shown
    assert 'name="name__vi"' not in shown
    assert '<div class="qq" lang="es" dir="auto">Acción de Gracias</div>' in shown


def test_a_snow_day_in_one_press_is_named_for_families_in_spanish_too(cleo: Member, as_: As) -> None:
    as_(cleo).post("/setup/calendar/snow-day/")
    day = ClosedDay.objects.get()
    assert day.name == "Snow day"
    assert day.words("name", "es") != "Snow day"


def test_dov_puts_no_names_on_the_calendar(dov: Member, as_: As) -> None:
    assert as_(dov).post("/setup/calendar/", _typed()).status_code == 404
    assert not ClosedDay.objects.exists()
