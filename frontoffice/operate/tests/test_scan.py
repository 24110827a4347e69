"""The scan command keeps its contract: the JSON, the exit codes, one sentence when it cannot scan."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from frontoffice.crawler import TECHNIQUES
from frontoffice.crawler.tests.site import serving
from frontoffice.operate.commands.scan import main

ROW = (
    "<table><tr><td>Ana Ortiz</td><td>Registrar</td>"
    '<td><a href="mailto:a.ortiz@riverbend.k12.wi.us">mail</a></td></tr></table>'
)


def test_findings_are_printed_as_the_contract_says(capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/": ROW}) as site:
        code = main([site.url, "--rate", "0", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert code == 1
    assert set(answer) == {"scan", "findings"}
    assert set(answer["scan"]) == {"start", "pages", "documents", "seconds", "complete", "errors"}
    assert (answer["scan"]["start"], answer["scan"]["pages"], answer["scan"]["complete"]) == (
        [site.url],
        1,
        True,
    )
    (finding,) = answer["findings"]
    assert list(finding) == ["address", "technique", "page", "where", "evidence", "person", "role"]
    assert finding["address"] == "a.ortiz@riverbend.k12.wi.us"
    assert finding["technique"] in TECHNIQUES
    assert (finding["person"], finding["role"], finding["page"]) == ("Ana Ortiz", "Registrar", site.url)


def test_a_clean_site_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/": "<p>Welcome</p>"}) as site:
        assert main([site.url, "--rate", "0"]) == 0
    assert "No address found in 1 pages" in capsys.readouterr().out


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/": ROW}) as site:
        assert main([site.url, "--rate", "0"]) == 1
    out = capsys.readouterr().out
    assert "a.ortiz@riverbend.k12.wi.us  mailto" in out
    assert "Ana Ortiz, Registrar" in out


def test_what_cannot_be_scanned_is_2_with_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["http://127.0.0.1:9/", "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "refused the connection" in told.err


def test_max_pages_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    links = "".join(f'<a href="/{n}">{n}</a>' for n in range(20))
    with serving({"/": links}, lambda _: "page") as site:
        assert main([site.url, "--rate", "0", "--max-pages", "5", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["scan"]["pages"] == 5
    assert answer["scan"]["complete"] is False


def test_scan_loads_no_django() -> None:
    code = (
        "import sys, frontoffice.operate.commands.scan;"
        "sys.exit('django' in sys.modules or 'scrapy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
