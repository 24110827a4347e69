"""The measurements run, small, on an installation of their own; the machine is not judged."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from frontoffice.operate.commands.bench import main, measurement

pytestmark = pytest.mark.slow
INDEXES_AND_KEYS = """
    SELECT (SELECT array_agg(indexdef ORDER BY indexdef) FROM pg_indexes
            WHERE tablename LIKE 'conversations%'),
           (SELECT array_agg(def ORDER BY def) FROM (
                SELECT conrelid::regclass || pg_get_constraintdef(oid) AS def FROM pg_constraint
                WHERE contype = 'f') AS keys),
           (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O')
"""
FILLED = """
    SELECT count(*) FROM conversations_message message JOIN conversations_conversation row
        ON row.id = message.conversation_id WHERE row.reference LIKE 'QQ-%'
"""


@pytest.fixture(scope="module")
def up() -> Iterator[Any]:
    with measurement("submit").Installation() as running:
        yield running


def test_every_message_of_the_submit_measurement_stands_in_the_database(up: Any) -> None:
    figures = measurement("submit").measure(up, 16, rounds=1)
    assert figures[0].value > 0
    assert measurement("submit").in_database(up, "r0") == 16


def test_the_inbox_and_the_search_are_read_in_a_filled_inbox(up: Any) -> None:
    filling = measurement("rig.filling")
    with up.connect() as database:
        before = database.execute(INDEXES_AND_KEYS).fetchone()
        filling.fill(database, 400)
        assert database.execute(INDEXES_AND_KEYS).fetchone() == before
        (messages,) = database.execute(FILLED).fetchone()
    assert messages == 1600
    assert [figure.value > 0 for figure in measurement("inbox").measure(up, rounds=1)][:2] == [True, True]
    assert len(measurement("search").measure(up, rounds=1)) == 4
    ratio = measurement("million").measure(up, up, rounds=2)[0]
    assert 0.1 < ratio.value < 10


def test_memory_is_told_for_every_part(up: Any) -> None:
    figures = measurement("memory").measure(up, 8, settle_s=0)
    whole, parts = figures[1].value, {figure.what.strip(): figure.value for figure in figures[2:]}
    assert {"database", "web", "worker", "mail listener", "bin/up"} <= parts.keys()
    assert "other" not in parts
    assert sum(parts.values()) == pytest.approx(whole)


def test_a_measurement_that_misses_what_was_asked_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    Figure, show = measurement("submit").Figure, measurement("submit").show
    fast, slow = Figure("list", 9.0, "ms", 25, 10), Figure("search", 31.0, "ms", 30, 10)
    assert show("inbox", 10, [fast], as_json=False) == 0
    assert show("inbox", 10, [fast, slow], as_json=False) == 1
    assert "search" in next(line for line in capsys.readouterr().out.splitlines() if "missed" in line)
    show("inbox", 10, [slow], as_json=True)
    assert json.loads(capsys.readouterr().out)["figures"][0]["meets"] is False


def test_an_unknown_measurement_ends_with_the_list_of_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["nothing"]) == 2
    assert {"submit", "inbox", "search", "million", "memory", "scan"} <= set(
        capsys.readouterr().out.replace(",", "").split()
    )
