"""The embedded PostgreSQL, started for real: every test has a home of its own."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from frontoffice.config.home import connection_parameters
from frontoffice.operate.database import (
    SETTINGS,
    AlreadyRunning,
    CannotStart,
    EmbeddedDatabase,
    end_leftovers,
)
from frontoffice.operate.place import find_place
from frontoffice.operate.tests.running import eventually, has_ended

MOST_MEMORY_AT_REST_BYTES = 60_000_000
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to become")
HOLD = """
import sys, time
from pathlib import Path
from frontoffice.operate.database import EmbeddedDatabase
EmbeddedDatabase(Path(sys.argv[1]), durable=True, say=lambda line: None).start()
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a socket's path has 107 bytes, and pytest's own folders use most of them."""
    folder = Path(tempfile.mkdtemp(prefix="fo-db-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(folder: Path) -> Path:
    return folder / "home"


@pytest.fixture
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs the home's database."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout
    assert process.stdout.readline() == "started\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    end_leftovers(find_place(home, lambda line: None))


def quiet(home: Path, **options: object) -> EmbeddedDatabase:
    return EmbeddedDatabase(home, durable=False, say=lambda line: None, **options)  # type: ignore[arg-type]


def ask(home: Path, question: str) -> object:
    with psycopg.connect(**connection_parameters(home)) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return row[0]


def tell(home: Path, statement: str) -> None:
    with psycopg.connect(**connection_parameters(home), autocommit=True) as connection:
        connection.execute(statement)


def postmaster(home: Path) -> psutil.Process:
    data = (home / "database" / "data").resolve()
    return psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))


def test_a_new_home_gets_a_private_unicode_database_without_a_port(home: Path) -> None:
    with quiet(home) as database:
        assert ask(home, "SELECT lower('ÀÉ')") == "àé"
        assert ask(home, "SHOW server_encoding") == "UTF8"
        assert ask(home, "SHOW listen_addresses") == ""
        for extension in ("pg_trgm", "unaccent", "btree_gin", "vector"):
            tell(home, f"CREATE EXTENSION {extension}")
        assert not [found for found in postmaster(home).net_connections() if found.family.name != "AF_UNIX"]
        with psycopg.connect(database.dsn) as connection:
            assert connection.info.user == "frontoffice"
    assert not home.stat().st_mode & 0o007
    assert not (home / "database").stat().st_mode & 0o077
    assert (home / "keys" / "database.password").stat().st_mode & 0o777 == 0o600


def test_a_wrong_password_is_refused(home: Path) -> None:
    with quiet(home), pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**(connection_parameters(home) | {"password": "guess"}))


def test_what_was_written_is_there_after_a_stop_and_a_start(home: Path) -> None:
    with quiet(home):
        tell(home, "CREATE TABLE kept AS SELECT 7 AS number")
    with quiet(home):
        assert ask(home, "SELECT number FROM kept") == 7


def test_durable_means_fsync(home: Path) -> None:
    with EmbeddedDatabase(home, say=lambda line: None):
        assert ask(home, "SHOW fsync") == "on"
        assert ask(home, "SHOW synchronous_commit") == "on"
        assert ask(home, "SHOW full_page_writes") == "on"


def test_it_asks_everyone_for_the_password_and_takes_little_memory(home: Path) -> None:
    with quiet(home):
        assert ask(home, "SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules") == ["scram-sha-256"]
        assert ask(home, "SHOW password_encryption") == "scram-sha-256"
        assert ask(home, "SHOW shared_buffers") == SETTINGS["shared_buffers"]
        assert ask(home, "SHOW max_connections") == SETTINGS["max_connections"]
        assert ask(home, "SHOW max_parallel_workers_per_gather") == "0"
        memory = sum(pss_bytes(each) for each in tree(postmaster(home)))
    assert memory < MOST_MEMORY_AT_REST_BYTES


def pss_bytes(process: psutil.Process) -> int:
    """Its share of the memory; nothing once it has ended, as a backend of the database may at any moment."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


def tree(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def test_a_second_start_on_the_same_home_is_refused_with_a_sentence(
    home: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(AlreadyRunning, match=f"already running on {home} \\(process {holder.pid} "):
        quiet(home).start()
    assert ask(home, "SELECT 1") == 1


def test_postgresql_stops_when_its_supervisor_is_killed(home: Path, holder: subprocess.Popen[str]) -> None:
    server = postmaster(home)
    holder.kill()
    eventually(lambda: has_ended(server), 10)


def test_everything_killed_at_once_loses_nothing_that_was_committed(
    home: Path, holder: subprocess.Popen[str]
) -> None:
    tell(home, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    server = postmaster(home)
    everything = [server, *server.children(recursive=True)]
    for process in everything:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    holder.kill()
    holder.wait()
    assert (home / "database" / "data" / "postmaster.pid").exists()
    with quiet(home):
        assert ask(home, "SELECT count(*) FROM kept") == 1000


def test_an_orphan_left_running_is_ended_before_the_next_start(home: Path) -> None:
    first = quiet(home)
    first.start()
    assert first.process
    first.lock.release()
    with quiet(home):
        assert first.process.wait(timeout=5) is not None
        assert ask(home, "SELECT 1") == 1
    first.stop()


def test_an_old_lock_with_the_number_of_another_process_stops_nobody_and_harms_nobody(home: Path) -> None:
    quiet_home = quiet(home)
    with quiet_home:
        pass
    bystander = subprocess.Popen(["sleep", "60"])
    data = home / "database" / "data"
    (data / "postmaster.pid").write_text(f"{bystander.pid}\n{data}\n1\n5432\n\n\n1 1\nready\n")
    with quiet(home):
        assert ask(home, "SELECT 1") == 1
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_start_that_was_killed_while_making_the_database_starts_afresh(home: Path) -> None:
    half_made = home / "database" / "data.new"
    with quiet(home):
        pass
    shutil.rmtree(home / "database" / "data")
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    with quiet(home):
        assert ask(home, "SELECT 1") == 1


def test_a_database_of_another_version_is_left_alone_with_a_sentence(home: Path) -> None:
    with quiet(home):
        pass
    version = home / "database" / "data" / "PG_VERSION"
    version.write_text("12\n")
    with pytest.raises(CannotStart, match="was made by PostgreSQL 12"):
        quiet(home).start()


def test_a_broken_database_says_what_postgresql_said(home: Path) -> None:
    with quiet(home):
        pass
    (home / "database" / "data" / "global" / "pg_control").unlink()
    with pytest.raises(CannotStart, match="pg_control"):
        quiet(home).start()
    with pytest.raises(CannotStart, match="pg_control"):
        quiet(home).start()


def test_a_path_with_spaces_commas_and_quotes_works(folder: Path) -> None:
    home = folder / 'der\'s, "home"'
    with quiet(home):
        assert ask(home, "SELECT 1") == 1
    Path(connection_parameters(home)["host"]).rmdir()


def test_a_path_too_long_for_a_socket_works(folder: Path) -> None:
    home = folder / ("long" * 30)
    with quiet(home):
        assert ask(home, "SELECT 1") == 1
        short = Path(connection_parameters(home)["host"])
        assert len(str(short)) < 60
        assert not short.stat().st_mode & 0o077
    short.rmdir()


@AS_ROOT
def test_root_runs_it_as_nobody_inside_the_home(home: Path) -> None:
    with quiet(home):
        assert postmaster(home).username() == "nobody"
        assert (home / "database" / "data").is_dir()


@AS_ROOT
def test_a_private_parent_folder_stays_private_and_the_database_lies_where_nobody_can_reach_it(
    folder: Path,
) -> None:
    private, outside = folder / "private", folder / "outside"
    private.mkdir(mode=0o700)
    home = private / "home"
    said: list[str] = []
    for _ in range(2):
        with EmbeddedDatabase(home, durable=False, say=said.append, placed_under=outside):
            assert ask(home, "SELECT 1") == 1
    assert private.stat().st_mode & 0o777 == 0o700
    assert home.stat().st_mode & 0o777 == 0o700
    assert not (home / "database").exists()
    (placed,) = outside.iterdir()
    assert placed.stat().st_mode & 0o777 == 0o700
    assert placed.owner() == "nobody"
    assert [line for line in said if "nobody cannot reach" in line]


@AS_ROOT
def test_a_home_that_moves_under_a_private_folder_takes_its_database_along(folder: Path) -> None:
    home, private, outside = folder / "home", folder / "private", folder / "outside"
    with quiet(home):
        tell(home, "CREATE TABLE kept AS SELECT 7 AS number")
    private.mkdir(mode=0o700)
    moved = home.rename(private / "home")
    with quiet(moved, placed_under=outside):
        assert ask(moved, "SELECT number FROM kept") == 7


@AS_ROOT
def test_leftovers_of_no_one_are_no_error(home: Path) -> None:
    with quiet(home):
        pass
    end_leftovers(find_place(home, lambda line: None))
