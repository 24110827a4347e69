from __future__ import annotations

from typing import Any

import pytest

from frontoffice.district.context import forget_district

SKIPPED = ("SecondFactor", "WhiteNoiseMiddleware")


@pytest.fixture(autouse=True)
def _pages_alone(settings: Any) -> Any:
    """The second factor and the static files are other modules' tests."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(SKIPPED)]
    forget_district()
    yield
    forget_district()
