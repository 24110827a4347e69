from __future__ import annotations

import pytest
from django.test import Client

from frontoffice.frontdoor.tests.conftest import Riverbend, forget

PAGES = [
    "/",
    "/?q=bus",
    "/?q=zzzz",
    "/t/bus/",
    "/s/lincoln/",
    "/s/lincoln/bus/",
    "/people/",
    "/people/?q=ben&school=lincoln",
    "/c/lincoln-principal/",
    "/ask/",
    "/ask/bus/",
    "/ask/bus/?school=lincoln",
    "/ask/bullying/",
    "/ask/anything/",
    "/ask/anything/?role=lincoln-principal",
    "/m/",
    "/privacy/",
    "/public-records/",
    "/accessibility/",
]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_shown_in_every_language(
    riverbend: Riverbend, ana: Client, path: str, language: str
) -> None:
    answer = ana.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert not answer.cookies


def test_no_page_of_a_person_carries_an_address(riverbend: Riverbend, ana: Client) -> None:
    for path in (f"/p/{riverbend.ben.link}/", "/people/", "/c/lincoln-principal/", "/?q=ben", "/s/lincoln/"):
        answer = ana.get(path)
        assert answer.status_code == 200
        assert "Ben Okafor" in answer.text or path == "/s/lincoln/"
        assert "@" not in answer.text
        assert "@" not in str(answer.headers)


def test_a_language_that_was_chosen_is_remembered_and_its_page_keeps_it(
    riverbend: Riverbend, ana: Client
) -> None:
    chosen = ana.get("/?lang=es")
    assert 'href="/t/bus/?lang=es"' in chosen.text
    assert chosen.cookies["language"].value == "es"
    assert 'href="/t/bus/"' in ana.get("/").text
    assert "Autobuses y transporte" in ana.get("/").text


def test_what_was_never_there_looks_all_the_same(riverbend: Riverbend, ana: Client) -> None:
    paths = [
        "/p/zzzzzzzzzz/",
        "/p/x/",
        "/m/" + "0" * 24 + "/",
        "/m/RB-222222~1abc~tampered/",
        "/m/x/",
    ]
    answers = [ana.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_the_stylesheet_is_kept_by_its_name_and_compressed(riverbend: Riverbend, ana: Client) -> None:
    home = ana.get("/").text
    href = home.split('rel="stylesheet" href="')[1].split('"')[0]
    sheet = ana.get(href, headers={"Accept-Encoding": "br, gzip"})
    assert sheet.headers["Content-Encoding"] == "br"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert len(sheet.content) < 5_000


def test_a_draft_translation_says_so_and_is_offered_only_where_the_district_asks(
    riverbend: Riverbend, ana: Client
) -> None:
    draft = ana.get("/ask/bus/", headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl"' in draft.text
    assert "هذه الترجمة مسودة" in draft.text
    assert "draft" not in ana.get("/ask/bus/", headers={"Accept-Language": "en"}).text
    riverbend.district.languages = ["en", "es"]
    riverbend.district.save()
    forget()
    assert '<html lang="en"' in ana.get("/ask/bus/", headers={"Accept-Language": "ar"}).text
    riverbend.district.languages = []
    riverbend.district.save()
    forget()
    assert "العربية" not in ana.get("/").text
