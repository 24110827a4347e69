"""How a command gets Django and its database: the one place that does."""

import contextlib
import os
import sys
from collections.abc import Iterator

from frontoffice.config.home import home_from_environment, read_settings_file
from frontoffice.operate.database import EmbeddedDatabase, running_process

SETTINGS_MODULE = "frontoffice.config.settings"
WAIT_FOR_HOME_S = 20


def set_up_django() -> None:
    """Settings are read and apps are loaded; a wrong setting ends the process with its sentence, exit 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as reason:
        print(reason, file=sys.stderr)
        sys.exit(2)


@contextlib.contextmanager
def database_running() -> Iterator[None]:
    """The database answers: an outside one, the one bin/up runs, or one started for as long as this takes.

    Raises CannotStart with what to do.
    """
    home = home_from_environment()
    read_settings_file(home)
    holder = running_process(home) or ""
    if os.environ.get("DATABASE_URL") or holder.endswith("bin/up"):
        yield
        return
    database = EmbeddedDatabase(home)
    database.start("bin/frontoffice", wait_s=WAIT_FOR_HOME_S)
    try:
        yield
    finally:
        database.stop()
