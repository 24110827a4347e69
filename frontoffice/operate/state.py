"""What bin/up did to the database, kept in the database itself, so that a restored one tells the truth."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from frontoffice.config.environment import Environment
from frontoffice.config.home import CHECKOUT, connection_parameters

CONNECT_TIMEOUT_S = 5
READ = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


class CannotConnect(Exception):
    """The database does not answer, in PostgreSQL's words."""


def first_line(error: Exception) -> str:
    """What PostgreSQL said, without its hints."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].removeprefix("connection failed: ")


@contextlib.contextmanager
def connected(settings: Environment) -> Iterator[psycopg.Connection[Any]]:
    """A connection that commits each statement. Raises CannotConnect."""
    url = settings.text("DATABASE_URL")
    parameters: dict[str, Any] = {} if url else {**connection_parameters(settings.home)}
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S, **parameters)
    except psycopg.Error as error:
        raise CannotConnect(first_line(error)) from error
    with connection:
        yield connection


def read_state(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """`migrations`: the hash of those that were applied; `demo`: whether the demo district was loaded."""
    (comment,) = connection.execute(READ).fetchone() or (None,)
    try:
        state = json.loads(comment or "{}")
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def write_state(connection: Any, state: dict[str, Any]) -> None:
    """Kept as the database's comment; where we may not write that, nothing is kept and nothing is lost."""
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
        sql.Identifier(connection.info.dbname), sql.Literal(json.dumps(state))
    )
    with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def migrations_hash() -> str:
    """Changes with any migration of ours and with any release of what we build on."""
    digest = hashlib.sha256((CHECKOUT / "requirements" / "runtime.lock").read_bytes())
    for path in sorted(CHECKOUT.glob("frontoffice/*/migrations/*.py")):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
