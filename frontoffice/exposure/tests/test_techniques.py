"""Every way in which the crawler finds an address has its words, here and in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontoffice import crawler
from frontoffice.exposure.techniques import TECHNIQUES, technique

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_technique_of_the_crawler_has_its_words_in_the_same_order() -> None:
    assert list(TECHNIQUES) == crawler.TECHNIQUES


@pytest.mark.parametrize("page", ["scan.md", "exposure.md"])
def test_the_pages_list_what_the_crawler_finds_and_nothing_else(page: str) -> None:
    table = (DOCS / page).read_text().partition("| technique |")[2].partition("\n\n")[0]
    cells = re.findall(r"(?m)^\| ([^|]+) \|", table)
    named = [name for cell in cells for name in re.findall(r"[a-z][a-z0-9-]+", cell)]
    assert sorted(named) == sorted(crawler.TECHNIQUES)


@pytest.mark.parametrize(
    ("name", "pasted"),
    [("text", True), ("cloudflare", True), ("rendered", True), ("comment", False), ("pdf-text", False)],
)
def test_a_snippet_is_pasted_where_readers_saw_the_address(name: str, pasted: bool) -> None:
    assert technique(name).pasted is pasted


def test_a_technique_newer_than_the_words_is_still_described() -> None:
    assert technique("telepathy").how
