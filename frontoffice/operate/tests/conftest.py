"""Homes for the tests of hard operation. The demo is loaded once for the whole run and copied."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontoffice.operate.lock import Lock
from frontoffice.operate.tests.running import Surroundings, Up, copy_home, running, surroundings_in

LOADING_TAKES_AT_MOST_S = 120


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a socket's path has 107 bytes, and pytest's own folders use most of them."""
    folder = Path(tempfile.mkdtemp(prefix="fo-up-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def riverbend_home() -> Path:
    """A stopped home with the demo district in it, shared by the processes that run the tests."""
    home = Path(os.environ["FRONTOFFICE_HOME"]).parent / "riverbend"
    lock = Lock(home.with_name("riverbend.lock"))
    lock.take("tests", LOADING_TAKES_AT_MOST_S)
    try:
        if not (home / "demo").exists():
            with running(surroundings_in(home.parent, home.name)):
                pass
    finally:
        lock.release()
    return home


@pytest.fixture
def riverbend(folder: Path, riverbend_home: Path) -> Surroundings:
    """The environment of a home with the demo district, not yet started."""
    surroundings = surroundings_in(folder)
    copy_home(riverbend_home, Path(surroundings["FRONTOFFICE_HOME"]))
    return surroundings


@pytest.fixture
def up(riverbend: Surroundings) -> Iterator[Up]:
    """The demo district, running."""
    with running(riverbend) as up:
        yield up
