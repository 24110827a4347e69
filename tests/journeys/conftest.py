from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections


@pytest.fixture(scope="session", autouse=True)
def static_root() -> None:
    """The folder of collected static files exists, so that whitenoise has nothing to warn of."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def no_connection_left(static_root: None) -> None:
    """The live server's threads let go of the database after each request, so that it can be dropped."""
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0
