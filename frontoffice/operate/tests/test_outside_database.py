"""DATABASE_URL: Front Office on a PostgreSQL that someone else runs."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from frontoffice.operate.prepare import CannotPrepare, refuse_old
from frontoffice.operate.tests.running import (
    READY_WITHIN_S,
    Surroundings,
    Up,
    all_work,
    eventually,
    frontoffice,
    health,
    running,
    surroundings_in,
)

pytestmark = pytest.mark.slow


def connected() -> psycopg.Connection[tuple[object, ...]]:
    """To the server on which the tests run: the embedded one, or Debian's with --external."""
    entry = settings.DATABASES["default"]
    return psycopg.connect(
        host=entry["HOST"],
        user=entry["USER"],
        password=entry["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    )


@pytest.fixture
def url() -> Iterator[str]:
    """A new database and a role that owns it and is nobody else."""
    name, password = f"outside_{secrets.token_hex(4)}", secrets.token_hex(8)
    named = sql.Identifier(name)
    with connected() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(named, sql.Literal(password)))
        connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(named))
        yield f"postgresql://{name}:{password}@{quote(connection.info.host, safe='')}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("DROP ROLE {}").format(named))


@pytest.fixture
def outside(folder: Path, url: str) -> Surroundings:
    return surroundings_in(folder) | {"DATABASE_URL": url}


def test_it_runs_on_a_database_whose_owner_is_no_superuser(outside: Surroundings) -> None:
    with running(outside, "--empty") as up:
        assert all_work(outside)
        assert ", outside" in frontoffice(outside, "health").stdout
        assert not (up.home / "database").exists()
        assert [each for each in up.parts() if "postgres" in each.name()] == []
        managed = frontoffice(outside, "manage", "migrate", "--check")
        assert managed.returncode == 0, managed.stderr
    with running(outside) as again:
        assert not (again.home / "demo").exists()


def test_connections_that_the_server_ends_are_made_again(outside: Surroundings, url: str) -> None:
    name = url.rpartition("/")[2]
    with running(outside, "--empty"), connected() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        eventually(lambda: all_work(outside), READY_WITHIN_S, lambda: health(outside))


def test_a_server_that_does_not_answer_is_a_sentence(folder: Path) -> None:
    nowhere = {"DATABASE_URL": "postgresql://front:secret@127.0.0.1:1/front"}
    said = Up(surroundings_in(folder) | nowhere).refuses()
    assert "The database does not answer" in said
    assert "check DATABASE_URL" in said
    assert "onnection refused" in said
    assert "secret" not in said
    assert "Traceback" not in said


def test_a_role_that_may_make_no_tables_is_a_sentence(outside: Surroundings, url: str) -> None:
    named = sql.Identifier(url.rpartition("/")[2])
    with connected() as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO CURRENT_USER").format(named))
    said = Up(outside).refuses()
    assert "The tables cannot be made: " in said
    assert "permission denied for schema public" in said
    assert "Traceback" not in said


def test_a_server_that_is_too_old_is_refused_with_a_sentence() -> None:
    class Old:
        server_version = 14_00_10

        def parameter_status(self, name: str) -> str:
            return "14.10"

    with pytest.raises(CannotPrepare, match=r"PostgreSQL 14\.10 is too old: Front Office needs 15"):
        refuse_old(SimpleNamespace(info=Old()))
