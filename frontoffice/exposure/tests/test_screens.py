from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from frontoffice.district.models import Event, Member
from frontoffice.exposure.deciding import except_lawfully
from frontoffice.exposure.models import Finding, State
from frontoffice.exposure.settle import record_past_tally, settle
from frontoffice.exposure.templatetags.humane import brief
from frontoffice.exposure.tests.cast import (
    Address,
    a_district,
    a_scan,
    a_site,
    browser_of,
    dov,
    ivy,
    line,
    member,
)
from frontoffice.exposure.urls import urlpatterns
from frontoffice.website.models import Scan, Site
from frontoffice.website.reading import record_past_scan

pytestmark = pytest.mark.django_db


def body(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def a_finding() -> Finding:
    a_district()
    settle(a_scan(a_site(), {"/lincoln/staff": [line("k.halvorsen", "Karin Halvorsen", "Principal")]}))
    return Finding.objects.get()


def every_url(finding: Finding) -> list[str]:
    known = {"finding_id": finding.pk, "site_id": finding.site_id, "scan_id": finding.last_scan_id}
    names = [(pattern.name or "", pattern.pattern.converters) for pattern in urlpatterns]
    return [reverse(name, kwargs={key: known[key] for key in keys}) for name, keys in names]


def test_dov_finds_nothing_anywhere(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]  # the district's own "not found" page is another module's
    finding = a_finding()
    client = browser_of(dov(), settings)
    for url in every_url(finding):
        assert {client.get(url).status_code, client.post(url).status_code} <= {404, 405}, url
    assert Finding.objects.get().decision == ""


def test_a_stranger_signs_in_first() -> None:
    finding = a_finding()
    for url in every_url(finding):
        assert Client().get(url).status_code in (302, 405), url


def test_a_global_user_reads_and_changes_nothing(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    finding = a_finding()
    client = browser_of(member("Gus Lind", Member.Role.GLOBAL_USER), settings)
    assert "Karin Halvorsen" in body(client, "/exposure/")
    assert client.post("/exposure/scans/").status_code == 404
    assert client.post("/exposure/links/", {"pick": finding.pk}).status_code == 404
    assert Scan.objects.count() == 1


def test_without_a_site_the_screen_says_what_to_do(settings: object) -> None:
    a_district()
    assert "Add a site" in body(browser_of(ivy(), settings), "/exposure/")


def test_the_screen_says_what_still_shows(settings: object) -> None:
    a_district()
    site, client = a_site(), browser_of(ivy(), settings)
    settle(a_scan(site, {"/": [line("a.dahl"), line("b.ebner"), line("c.ruiz")]}))
    settle(a_scan(site, {"/": [line("a.dahl")]}))
    page = body(client, "/exposure/")
    assert "<b>3</b> staff addresses" in page
    assert "<b>2 are gone</b>; <b>1 still show</b>" in page
    assert "1 left" in page
    assert "style=" not in page
    assert "onclick" not in page


def test_hostile_text_from_a_site_is_shown_and_not_run(settings: object) -> None:
    a_district()
    evil = '"><script>alert(1)</script>'
    settle(a_scan(a_site(), {f"/{evil}": [line("a.dahl", f"{evil} Dahl", evil, technique="text")]}))
    client = browser_of(ivy(), settings)
    client.post("/exposure/links/", {"all": "yes"})
    for url in ("/exposure/", "/exposure/?by=person", f"/exposure/findings/{Finding.objects.get().pk}/"):
        assert "<script>alert" not in body(client, url)


def test_links_are_made_for_what_was_picked(settings: object) -> None:
    finding = a_finding()
    client = browser_of(ivy(), settings)
    said = client.post("/exposure/links/", {"pick": finding.pk}, follow=True).content.decode()
    finding.refresh_from_db()
    assert finding.person is not None
    assert "1 address has a contact link" in said
    assert f"/p/{finding.person.link}" in body(client, f"/exposure/findings/{finding.pk}/")
    assert finding.person.link in body_of_file(client, "/exposure/directory.csv")


def body_of_file(client: Client, url: str) -> str:
    response = client.get(url)
    assert response["Content-Type"].startswith("text/csv")
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("pick", ["", "x", "-1", "99999999999999999999", "٣", "1; drop"])
def test_nonsense_picks_make_nothing(settings: object, pick: str) -> None:
    a_finding()
    client = browser_of(ivy(), settings)
    assert client.post("/exposure/links/", {"pick": pick}).status_code == 302
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    "query",
    [
        "tab=x&by=y&how=z&kind=q",
        "site=999999999999",
        "site=٣",
        "page=-1",
        "page=x",
        "q=%00",
        "q=" + "a+" * 500,
    ],
)
def test_nonsense_filters_are_ignored(settings: object, query: str) -> None:
    a_finding()
    body(browser_of(ivy(), settings), f"/exposure/?{query}")


def test_search_finds_person_page_and_address(settings: object) -> None:
    a_finding()
    client = browser_of(ivy(), settings)
    for words in ("halvorsen", "LINCOLN", "k.halv principal"):
        assert "Karin Halvorsen" in body(client, f"/exposure/?q={words}")
    assert "Nothing fits" in body(client, "/exposure/?q=nobody")


def test_fifty_lines_stand_on_a_page(settings: object) -> None:
    a_district()
    settle(
        a_scan(a_site(), {"/": [line(f"a.dahl{chr(97 + n // 26)}{chr(97 + n % 26)}") for n in range(120)]})
    )
    client = browser_of(ivy(), settings)
    assert body(client, "/exposure/").count('name="pick"') == 50
    assert "101 to 120 of 120 lines" in body(client, "/exposure/?page=99")


def test_a_lawful_exception_needs_its_basis_approver_and_date(settings: object) -> None:
    finding = a_finding()
    client, url = browser_of(ivy(), settings), reverse("exposure-exception", args=[finding.pk])
    empty = client.post(url, {"legal_basis": "kept words", "review_on": "2020-01-01"})
    assert empty.status_code == 422
    assert "kept words" in empty.content.decode()
    review = localdate() + timedelta(days=300)
    client.post(url, {"legal_basis": "TEC 11.1518", "approver": "H. Voss", "review_on": review.isoformat()})
    finding.refresh_from_db()
    assert (finding.state, finding.review_on) == (State.EXCEPTION, review)
    assert Event.objects.filter(name="exposure.finding_judged", subject_id=finding.pk).count() == 1


def test_every_template_fills_the_form(settings: object) -> None:
    finding = a_finding()
    client = browser_of(ivy(), settings)
    for name in ("tx-trustee", "pa-director", "title-ix", "il-mechanism", "records-officer"):
        assert "legal_basis" in body(client, f"/exposure/findings/{finding.pk}/?template={name}")
    assert "Act 84" in body(client, f"/exposure/findings/{finding.pk}/?template=pa-director")


def test_an_exception_past_its_review_date_speaks_up(settings: object) -> None:
    finding, it = a_finding(), ivy()
    past = localdate() - timedelta(days=1)
    except_lawfully(finding, legal_basis="a law", approver="Voss", review_on=past, reason="", by=it)
    assert "The review date of 1 line has passed" in body(browser_of(it, settings), "/exposure/")


def test_an_acceptance_needs_a_reason_and_can_be_taken_back(settings: object) -> None:
    finding, client = a_finding(), browser_of(ivy(), settings)
    assert client.post(reverse("exposure-acceptance", args=[finding.pk])).status_code == 422
    client.post(reverse("exposure-acceptance", args=[finding.pk]), {"reason": "On a trophy"})
    assert Finding.objects.get().state == State.ACCEPTED
    client.post(reverse("exposure-reopening", args=[finding.pk]))
    assert (Finding.objects.get().state, Finding.objects.get().reason) == (State.OPEN, "")


def test_a_line_is_given_to_someone_who_works_here_and_to_nobody_else(settings: object) -> None:
    finding, it = a_finding(), ivy()
    client, url = browser_of(it, settings), reverse("exposure-owner", args=[finding.pk])
    assert client.post(url, {"owner": it.pk}).status_code == 302
    assert client.post(url, {"owner": "the superintendent"}).status_code == 422
    finding.refresh_from_db()
    assert finding.owner == it


def test_what_came_back_is_said_with_its_owner(settings: object) -> None:
    a_district()
    it = ivy()
    site = a_site(owner=it)
    for shown in ([line("a.dahl")], [], [line("a.dahl")]):
        settle(a_scan(site, {"/": shown}))
    page = body(browser_of(it, settings), "/exposure/")
    assert "Addresses came back" in page
    assert "Ivy Nakamura looks after it" in page


def test_a_site_is_added_and_scanned_at_once_and_only_once(settings: object) -> None:
    a_district()
    client = browser_of(ivy(), settings)
    fields = {
        "name": "Website",
        "start_url": "https://www.riverbend.example",
        "rate_per_s": "1",
        "max_pages": "100",
    }
    client.post("/exposure/sites/new/", {**fields, "scan": "yes"})
    client.post("/exposure/scans/")
    assert Site.objects.get().start_url == "https://www.riverbend.example/"
    assert Scan.objects.get().state == Scan.State.WAITING
    assert "Waiting to start" in body(client, f"/exposure/scans/{Scan.objects.get().pk}/")
    assert "A scan waits to start" in body(client, "/exposure/")


@pytest.mark.parametrize(
    "wrong",
    [{"start_url": "ftp://x.example"}, {"start_url": "nonsense"}, {"rate_per_s": "nan"}, {"max_pages": "0"}],
)
def test_a_wrong_site_is_not_saved(settings: object, wrong: dict[str, str]) -> None:
    a_district()
    fields = {
        "name": "Website",
        "start_url": "https://www.riverbend.example",
        "rate_per_s": "1",
        "max_pages": "9",
    }
    answer = browser_of(ivy(), settings).post("/exposure/sites/new/", {**fields, **wrong})
    assert answer.status_code == 422
    assert not Site.objects.exists()


def test_a_retired_site_shows_nothing_and_keeps_everything(settings: object) -> None:
    finding, client = a_finding(), browser_of(ivy(), settings)
    client.post(reverse("exposure-retire-site", args=[finding.site_id]))
    assert "Karin" not in body(client, "/exposure/?tab=all")
    assert Finding.objects.count() == 1


def test_a_past_of_sixteen_weeks_draws_a_trend(settings: object) -> None:
    a_district()
    site = a_site()
    for week in range(16):
        scan = record_past_scan(site, now() - timedelta(weeks=16 - week), pages=142, documents=34)
        record_past_tally(scan, shown=150 - week * 6)
    page = body(browser_of(ivy(), settings), "/exposure/")
    assert 'class="line"' in page
    assert "60 left" in page
    assert "The same as a table" in page


def test_scans_that_were_cut_off_say_so(settings: object) -> None:
    a_district()
    scan = Scan.objects.create(site=a_site(), started_at=now(), interrupted_at=now())
    assert "Scan again" in body(browser_of(ivy(), settings), f"/exposure/scans/{scan.pk}/")


def test_what_came_back_is_named_once_for_each_address_with_the_number_of_all(settings: object) -> None:
    a_district()
    site = a_site()
    many = [line(f"p.number{n}", "", "") for n in range(7)]
    for shown in (many, list[Address](), many):
        settle(a_scan(site, {"/a": shown, "/b": shown}))
    page = body(browser_of(ivy(), settings), "/exposure/")
    banner = page.partition("Addresses came back")[2].partition("lede")[0]
    assert "7 addresses were gone and show again" in banner
    assert banner.count("shows again since") == 5


def test_a_first_scan_is_said_without_what_is_gone(settings: object) -> None:
    a_finding()
    page = body(browser_of(ivy(), settings), "/exposure/")
    assert "The website shows <b>1</b> staff address." in page


def test_staff_read_the_districts_time_of_day(settings: object) -> None:
    finding = a_finding()
    Scan.objects.update(asked_at=datetime(2026, 11, 24, 19, 5, tzinfo=UTC))
    page = body(browser_of(ivy(), settings), f"/exposure/scans/{finding.last_scan_id}/")
    assert "1:05 pm" in page


def test_long_evidence_is_cut_around_its_address() -> None:
    finding = Finding(
        address="a.ortiz@riverbend.k12.wi.us", evidence="x " * 60 + "a.ortiz [at] riverbend " + "y " * 60
    )
    assert brief(finding).startswith("…")
    assert "a.ortiz [at] riverbend" in brief(finding)
    assert len(brief(finding)) <= 82
