from __future__ import annotations

import pytest
from django.db import connections


@pytest.fixture(scope="session", autouse=True)
def no_connection_left() -> None:
    """The live server's threads let go of the database after each request, so that it can be dropped."""
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0
