"""A crawl that begins in public never ends at a private address, whatever links, redirects and names say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from frontoffice.crawler import Finished, Page, Policy, Skipped
from frontoffice.crawler.guard import Guard, Refused, is_public, never_allowed, parse
from frontoffice.crawler.tests.rehearsal import PUBLIC
from frontoffice.crawler.tests.site import Answer, serving
from frontoffice.crawler.wire import dump_order, load

ROOT = Path(__file__).resolve().parents[3]
FAST = Policy(rate_per_s=0, max_pages=50, max_seconds=30, allow_private_start=False)


def rehearse(start: str, names: dict[str, list[str]]) -> tuple[list[Page], list[Skipped], Finished]:
    command = [sys.executable, "-m", "frontoffice.crawler.tests.rehearsal", json.dumps(names)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(dump_order([start], FAST))
        child.stdin.flush()
        values = [load(line) for line in child.stdout]
    assert isinstance(values[-1], Finished)
    pages = [each for each in values if isinstance(each, Page)]
    return pages, [each for each in values if isinstance(each, Skipped)], values[-1]


def test_a_public_site_that_redirects_inside_is_not_followed() -> None:
    with serving({"/": "secret@riverbend.k12.wi.us"}) as inner:
        inside = {
            "/a": f"http://127.0.0.1:{inner.port}/",
            "/b": "http://169.254.169.254/latest/meta-data/",
            "/c": "http://10.0.0.5/",
            "/d": f"http://[::ffff:127.0.0.1]:{inner.port}/",
            "/e": f"http://2130706433:{inner.port}/",
            "/f": f"http://inside.test:{inner.port}/",
        }
        site = {path: Answer(b"", 302, {"Location": where}) for path, where in inside.items()}
        links = "".join(f'<a href="{each}">x</a>' for each in [*inside, *inside.values()])
        with serving({"/": links, **site}, host=PUBLIC) as outer:
            names = {"school.test": [PUBLIC], "inside.test": ["127.0.0.1"]}
            pages, skipped, _ = rehearse(f"http://school.test:{outer.port}/", names)
        assert inner.asked == []
    assert [page.url for page in pages] == [f"http://school.test:{outer.port}/"]
    assert len([each for each in skipped if "another site" in each.reason]) == len(inside)


def test_a_name_that_changes_its_answer_before_the_connection_is_refused() -> None:
    with serving({"/": "secret@riverbend.k12.wi.us"}) as inner:
        names = {"school.test": [PUBLIC, "127.0.0.1"]}
        pages, _, finished = rehearse(f"http://school.test:{inner.port}/", names)
        assert inner.asked == []
    assert pages == []
    assert not finished.complete
    assert "127.0.0.1, an address that is not public and is never read" in finished.errors[0]


def test_a_redirect_to_the_other_scheme_is_refused_at_the_connection_too() -> None:
    with serving({"/": "secret@riverbend.k12.wi.us"}) as inner:
        moved = Answer(b"", 302, {"Location": f"http://www.school.test:{inner.port}/"})
        with serving({"/": moved}, host=PUBLIC) as outer:
            names = {"school.test": [PUBLIC], "www.school.test": ["127.0.0.1"]}
            pages, _, finished = rehearse(f"http://school.test:{outer.port}/", names)
        assert inner.asked == []
    assert pages == []
    assert not finished.complete


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "169.254.169.254"),
        *(
            "224.0.0.1",
            "::1",
            "fe80::1",
            "fd00:ec2::254",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
        ),
        "100.100.100.200",
    ],
)
def test_no_address_inside_counts_as_public(address: str) -> None:
    parsed = parse(address)
    assert parsed is not None
    assert not is_public(parsed)


def test_a_metadata_service_is_refused_even_as_a_start() -> None:
    parsed = parse("169.254.169.254")
    assert parsed is not None
    assert never_allowed(parsed)
    with pytest.raises(Refused, match="never read"):
        Guard(allow_private=True).admit("http://169.254.169.254/latest/")


def test_a_private_start_opens_its_own_port_and_address_and_no_other() -> None:
    guard = Guard(allow_private=True)
    guard.admit("http://127.0.0.1:8000/")
    assert guard.in_scope("http://127.0.0.1:8000/staff/")
    assert not guard.in_scope("http://127.0.0.1:5432/")
    assert not guard.in_scope("http://10.0.0.1:8000/")
    assert not guard.may_connect("127.0.0.1", "10.0.0.1")
    assert not guard.in_scope("http://127.0.0.1:8000@10.0.0.1/")
    assert not guard.in_scope("http://127.0.0.1:80001/")
    assert not guard.in_scope("http:///127.0.0.1:8000/")
    assert not guard.in_scope("ftp://127.0.0.1:8000/")
    guard.admit("http://127.0.0.1:5432/")
    assert guard.in_scope("http://127.0.0.1:5432/")
