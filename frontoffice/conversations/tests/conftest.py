"""The fixed cast: Ana writes from home, Ben answers for the buses, Cleo runs it all, Dov is elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.tests.people import ana_writes, forget, settle


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FRONTOFFICE_HOME = tmp_path
    settings.MAIL_DOMAIN = "front.example"
    settings.SITE_URL = "https://front.example"
    forget()
    yield
    forget()


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """The district with its members by first name."""
    return settle()


@pytest.fixture
def write(cast: SimpleNamespace) -> Callable[..., Conversation]:
    """Ana writes about the bus to Lincoln, or what the test says."""
    return partial(ana_writes, cast)
