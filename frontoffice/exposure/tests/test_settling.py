from __future__ import annotations

import pytest
from django.utils.timezone import now

from frontoffice.district.models import Event
from frontoffice.exposure.deciding import accept, except_lawfully
from frontoffice.exposure.models import Finding, State, Tally
from frontoffice.exposure.settle import settle, settle_all
from frontoffice.exposure.tests.cast import a_district, a_scan, a_site, ivy, line, member
from frontoffice.website.models import Scan

pytestmark = pytest.mark.django_db


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def test_what_a_scan_saw_opens_lines_matched_to_people() -> None:
    a_district()
    karin = member("Karin Halvorsen")
    site = a_site(owner=karin)
    tally = settle(
        a_scan(site, {"/staff": [line("k.halvorsen", "Karin Halvorsen", "Principal"), line("office")]})
    )
    assert tally is not None
    assert (tally.shown, tally.opened) == (2, 2)
    found = Finding.objects.get(address__startswith="k.h")
    assert (found.person, found.state, found.owner, found.kind) == (karin, State.OPEN, karin, "staff")


def test_settling_twice_changes_nothing() -> None:
    a_district()
    scan = a_scan(a_site(), {"/": [line("a.dahl")]})
    assert settle(scan) == settle(scan)
    assert (Finding.objects.count(), Tally.objects.count()) == (1, 1)


def test_an_address_gone_from_a_page_that_was_read_again_is_fixed() -> None:
    a_district()
    site = a_site()
    settle(a_scan(site, {"/": [line("a.dahl"), line("b.ebner")]}))
    tally = settle(a_scan(site, {"/": [line("b.ebner")]}))
    assert tally is not None
    assert (tally.shown, tally.closed) == (1, 1)
    assert Finding.objects.get(address__startswith="a.dahl").state == State.FIXED
    assert events("exposure.finding_closed") == 1


def test_a_page_that_was_not_read_closes_nothing() -> None:
    a_district()
    site = a_site()
    settle(a_scan(site, {"/": [line("a.dahl")], "/board": [line("b.ebner")]}))
    settle(a_scan(site, {"/": []}))
    assert Finding.objects.get(address__startswith="b.ebner").state == State.OPEN


def test_what_comes_back_reopens_once_and_says_so() -> None:
    a_district()
    site = a_site()
    for shown in ([line("a.dahl")], [], [line("a.dahl")]):
        scan = a_scan(site, {"/": shown})
        settle(scan)
        settle(scan)
    found = Finding.objects.get()
    assert found.returned
    assert list(Finding.objects.came_back()) == [found]
    assert events("exposure.finding_reopened") == 1
    assert scan.tally.returned == 1


def test_a_line_that_is_fixed_again_has_not_come_back() -> None:
    a_district()
    site = a_site()
    for shown in ([line("a.dahl")], [], [line("a.dahl")], []):
        settle(a_scan(site, {"/": shown}))
    assert not Finding.objects.came_back().exists()
    assert Finding.objects.get().state == State.FIXED


def test_an_older_scan_settled_late_changes_nothing() -> None:
    a_district()
    site = a_site()
    older = a_scan(site, {"/": [line("a.dahl")]})
    settle(a_scan(site, {"/": []}))
    assert settle(older) is None
    assert not Finding.objects.showing().exists()


def test_an_unfinished_scan_settles_nothing() -> None:
    a_district()
    assert settle(Scan.objects.create(site=a_site())) is None


def test_the_sweep_settles_what_was_left() -> None:
    a_district()
    a_scan(a_site(), {"/": [line("a.dahl")]})
    assert (settle_all(), settle_all()) == (1, 0)


def test_an_accepted_address_does_not_count_as_open_when_seen_again() -> None:
    a_district()
    site, it = a_site(), ivy()
    settle(a_scan(site, {"/": [line("a.dahl")]}))
    accept(Finding.objects.get(), "On a trophy", by=it)
    tally = settle(a_scan(site, {"/": [line("a.dahl")]}))
    assert tally is not None
    assert (Finding.objects.get().state, tally.shown, tally.lawful) == (State.ACCEPTED, 1, 1)


def test_state_and_query_agree() -> None:
    a_district()
    site, it = a_site(), ivy()
    settle(a_scan(site, {"/": [line(name) for name in ("a.dahl", "b.ebner", "c.ruiz", "d.lund", "e.voss")]}))
    one, two, three, four, _five = Finding.objects.order_by("address")
    accept(one, "why", by=it)
    except_lawfully(two, legal_basis="a law", approver="Voss", review_on=now().date(), reason="", by=it)
    accept(three, "why", by=it)
    Finding.objects.filter(pk__in=[three.pk, four.pk]).update(fixed_at=now())
    for state in State.values:
        assert set(Finding.objects.in_state(state)) == {
            row for row in Finding.objects.all() if row.state == state
        }
        assert Finding.objects.in_state(state).exists()
