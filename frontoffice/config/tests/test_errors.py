"""What goes wrong is shown in the frame of the side on which it went wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory

from frontoffice.config import errors
from frontoffice.district.context import forget_district
from frontoffice.district.models import District, Member
from frontoffice.frontdoor.known import known_district


@pytest.fixture
def riverbend(db: None) -> Iterator[District]:
    forget_district()
    yield District.objects.create(
        name="Riverbend School District", short_name="Riverbend", prefix="RB", languages=["en", "es"]
    )
    forget_district()


@pytest.fixture
def dov(riverbend: District) -> Client:
    """Dov of another team, signed in."""
    client = Client()
    member = Member.objects.create_user("dov@riverbend.k12.wi.us", name="Dov Adler", roles=["team_member"])
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("path", ["/inbox/RB-222222/", "/setup/no-such-page/", "/exposure/x/y/z/"])
def test_dov_finds_nothing_in_the_frame_of_staff_pages(dov: Client, path: str) -> None:
    answer = dov.get(path)
    assert answer.status_code == 404
    assert "ui/staff.css" in answer.text
    assert "This page is not here" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_ana_finds_nothing_in_the_frame_of_public_pages(riverbend: District, client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "ui/staff.css" not in answer.text
    assert 'href="tel:911"' in answer.text


def test_a_form_that_was_open_too_long_says_so(riverbend: District) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"login": "ben@riverbend.k12.wi.us", "password": "x"})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.text
    assert "your browser still has what you typed" in answer.text


@pytest.mark.parametrize(("path", "words"), [("/inbox/", "ui/staff.css"), ("/", 'href="tel:988"')])
def test_a_broken_page_says_so_without_a_database(
    riverbend: District, path: str, words: str, django_assert_num_queries: object
) -> None:
    request = RequestFactory().get(path)
    known_district()
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = errors.broken(request)
    assert answer.status_code == 500
    assert words in answer.text
    assert "Something went wrong" in answer.text


def test_the_staff_side_speaks_the_language_that_was_chosen(dov: Client) -> None:
    assert '<html lang="es"' in dov.get("/inbox/RB-222222/?lang=es").text
    assert '<html lang="es"' in dov.get("/inbox/RB-222222/").text


def test_an_address_typed_without_its_last_slash_leads_on_whether_anybody_is_there_or_not(
    riverbend: District, client: Client
) -> None:
    for path in ("/p/nobody00000", "/c/lincoln-principal", "/people"):
        answer = client.get(f"{path}?lang=es")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{path}/?lang=es")
    assert client.get("/nothing-here").status_code == 404
