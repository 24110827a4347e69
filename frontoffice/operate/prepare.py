"""`python -m frontoffice.operate.prepare [--empty]`: the database has its tables, and in a new home the demo.

A process of its own, so that what it imports is gone from memory when the parts start.
"""

import datetime
import importlib.util
import sys
from typing import Any

from frontoffice.config.environment import Environment
from frontoffice.config.home import write_private
from frontoffice.operate.state import (
    CannotConnect,
    connected,
    first_line,
    migrations_hash,
    read_state,
    write_state,
)
from frontoffice.operate.welcome import where_to_go_file, without_ports

OLDEST_SERVER = 15_00_00  # as libpq counts versions


class CannotPrepare(Exception):
    """The database answers and cannot be used; the message says why."""


def main(argv: list[str]) -> int:
    """0 when the database is ready; 1 with a sentence when it cannot be made so."""
    settings = Environment()
    hint = " (check DATABASE_URL and that server)" if settings.text("DATABASE_URL") else ""
    try:
        with connected(settings) as connection:
            refuse_old(connection)
            prepare(settings, connection, empty="--empty" in argv)
    except CannotConnect as reason:
        print(f"The database does not answer: {reason}{hint}", file=sys.stderr)
    except CannotPrepare as reason:
        print(f"{reason}{hint}", file=sys.stderr)
    else:
        return 0
    return 1


def refuse_old(connection: Any) -> None:
    """Raises CannotPrepare for a server older than what we run on."""
    if connection.info.server_version < OLDEST_SERVER:
        named = connection.info.parameter_status("server_version")
        raise CannotPrepare(f"PostgreSQL {named} is too old: Front Office needs 15 or newer")


def prepare(settings: Environment, connection: Any, empty: bool) -> None:
    """Migrate when the code has other migrations than were applied; load the demo once, where nothing is."""
    state = read_state(connection)
    if state.get("migrations") != migrations_hash():
        migrate()
        state |= {"migrations": migrations_hash()}
        write_state(connection, state)
    if "demo" not in state and (empty or demo_is_here()):
        loaded = not empty and load_demo_if_new(settings)
        write_state(connection, state | {"demo": loaded})


def migrate() -> None:
    """Every migration is applied."""
    print("Making the tables ...", file=sys.stderr, flush=True)
    from frontoffice.operate.django import set_up_django

    set_up_django()
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise CannotPrepare(f"The tables cannot be made: {first_line(error)}") from error


def load_demo_if_new(settings: Environment) -> bool:
    """The demo district is there, whole or not at all; False where a district lives already."""
    from frontoffice.operate.django import set_up_django

    set_up_django()
    from frontoffice.district.models import Member

    return not Member.objects.exists() and load_demo(settings)


def demo_is_here() -> bool:
    """This checkout brings the demo district; without it a new home is empty, and may get it later."""
    return importlib.util.find_spec("frontoffice.operate.demo.load") is not None


def load_demo(settings: Environment) -> bool:
    """Riverbend is in the database, and where to go is kept in HOME/demo."""
    from django.db import transaction

    from frontoffice.operate.demo.load import load_demo as load

    print("Loading the demo district (about 5 s) ...", file=sys.stderr, flush=True)
    with transaction.atomic():
        where_to_go = load(datetime.date.today())  # noqa: DTZ011 - the demo's days are this machine's
    write_private(where_to_go_file(settings.home), without_ports(str(where_to_go), settings))
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
