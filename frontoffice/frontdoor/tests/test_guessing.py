"""Guesses at the links of people and of messages tell nothing apart."""

from __future__ import annotations

import secrets
from itertools import islice
from time import thread_time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontoffice.conversations.models import Conversation
from frontoffice.district.models.people import LINK_ALPHABET, LINK_CHARS
from frontoffice.frontdoor import links
from frontoffice.frontdoor.tests.conftest import Riverbend, typed

SAME_CLASS = 2.5  # times the quickest kind's best


def guess() -> str:
    return "".join(secrets.choice(LINK_ALPHABET) for _ in range(LINK_CHARS))


def kinds_of_guess(riverbend: Riverbend, ana: Client) -> dict[str, list[str]]:
    """Links that open nothing, by why they do not."""
    ana.post("/ask/bus/", typed())
    conversation = Conversation.objects.get()
    visit = links.visit_key(conversation)
    return {
        "no person": [f"/p/{guess()}/" for _ in range(20)],
        "no message": [f"/m/{secrets.token_urlsafe(18)}/" for _ in range(20)],
        "a message's reference": [f"/m/{conversation.reference}/"],
        "a tampered visit": [f"/m/{visit[:-1]}{'A' if visit[-1] != 'A' else 'B'}/"],
        "a slip used as a visit": [f"/m/{links.slip_key(conversation)}/"],
        "a token cut short": [f"/m/{conversation.token[:-1]}/"],
    }


def test_guesses_are_answered_alike(riverbend: Riverbend, ana: Client) -> None:
    kinds = kinds_of_guess(riverbend, ana)
    answers = {path: ana.get(path) for paths in kinds.values() for path in paths}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.content for answer in answers.values()}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers.values()}) == 1


def test_guesses_cost_the_same(riverbend: Riverbend, ana: Client) -> None:
    """As many questions to the database, and at best a processor's time of the same class, taken in turn."""
    kinds = kinds_of_guess(riverbend, ana)
    asked: dict[str, int] = {}
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    for kind, paths in kinds.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ana.get(paths[0])
        asked[kind] = len(queries)
    assert len(set(asked.values())) == 1, asked
    for _round in range(30):
        for kind, paths in kinds.items():
            begun = thread_time()
            ana.get(secrets.choice(paths))
            took[kind].append(thread_time() - begun)
    best = {kind: min(times) for kind, times in took.items()}
    assert max(best.values()) < SAME_CLASS * min(best.values()), best


@pytest.mark.slow
def test_ten_thousand_guesses_tell_nothing_apart(riverbend: Riverbend, ana: Client) -> None:
    kinds = kinds_of_guess(riverbend, ana)
    seen = set()
    guesses = (path for _ in iter(int, 1) for path in (f"/p/{guess()}/", f"/m/{secrets.token_urlsafe(18)}/"))
    for path in islice(guesses, 10_000):
        answer = ana.get(path)
        seen.add((answer.status_code, len(answer.content)))
    for path in (path for paths in kinds.values() for path in paths):
        answer = ana.get(path)
        seen.add((answer.status_code, len(answer.content)))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 404
