"""The frontoffice command, as it is typed."""

import os
import subprocess
import sys

from frontoffice.config.home import CHECKOUT
from frontoffice.operate.__main__ import names, summaries, unknown


def frontoffice(*command: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(
        [sys.executable, "-P", "-m", "frontoffice.operate", *command],
        env=surroundings,
        capture_output=True,
        text=True,
    )


def test_help_lists_every_command_with_what_it_does() -> None:
    told = frontoffice("--help")
    assert told.returncode == 0
    assert len(told.stdout.splitlines()) == len(names()) + 2
    assert all(summary for _, summary in summaries())


def test_no_command_at_all_shows_the_same_as_an_error() -> None:
    told = frontoffice()
    assert told.returncode == 2
    assert told.stdout == ""
    assert "health" in told.stderr


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    told = frontoffice("helth")
    assert told.returncode == 2
    assert told.stderr == "There is no command 'helth': did you mean 'health'?\n"
    assert "bin/frontoffice --help" in unknown("qqqq")


def test_a_command_loads_no_other_and_no_django() -> None:
    program = (
        "import sys; from frontoffice.operate.__main__ import main; main(['bench', '--help']);"
        "sys.exit('django' in sys.modules or 'frontoffice.operate.commands.health' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True).returncode == 0


def test_a_bench_that_is_not_there_is_a_sentence() -> None:
    told = frontoffice("bench", "nothing-like-it")
    assert told.returncode == 2
    assert "where NAME is one of" in told.stdout
