"""A home: the one folder that holds a district's installation. Standard library only.

id                  a random name, kept for the life of the home
settings.env        what the operator set; only its owner may read it
keys/               secrets made on first use (database.password)
database/           PostgreSQL's folder: data/ and its socket, owned by the user it runs as.
                    Absent when that user cannot reach the home: then /var/lib/frontoffice/ID
files/              attachments
demo/               the demo district's website and its switch, when it was loaded
logs/               one file for each process, rotated by size
run/                locks, heartbeats and database.json (where the socket is)
"""

import json
import os
import secrets
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

CHECKOUT = Path(__file__).resolve().parents[2]
DATABASE_NAME = "frontoffice"
DATABASE_ROLE = "frontoffice"


class ConnectionParameters(TypedDict):
    """What libpq needs to reach the embedded database; `host` is the folder of its socket."""

    host: str
    user: str
    password: str
    dbname: str


def home_from_environment() -> Path:
    """The home this process works on: FRONTOFFICE_HOME, else `var` in the checkout."""
    return Path(os.environ.get("FRONTOFFICE_HOME") or CHECKOUT / "var").expanduser().absolute()


def read_settings_file(home: Path) -> None:
    """What HOME/settings.env says (NAME=value lines) is in os.environ, unless that was set before.

    Raises ValueError with the line that cannot be read.
    """
    try:
        lines = (home / "settings.env").read_text().splitlines()
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, 1):
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not name or name.startswith("#"):
            continue
        if not equals or not name.strip().isidentifier():
            raise ValueError(f"{home / 'settings.env'}, line {number}: write NAME=value.")
        os.environ.setdefault(name.strip(), _unquoted(value.strip()))


def _unquoted(value: str) -> str:
    return (
        shlex.split(value)[0] if value[:1] in "'\"" and value[-1:] == value[:1] and len(value) > 1 else value
    )


def make_home(home: Path) -> None:
    """Make the home and its private folders; what exists keeps its permissions."""
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(0o700)
    for name in ("keys", "files", "static", "logs", "run"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    keep_settings_private(home)


def keep_settings_private(home: Path) -> None:
    """settings.env holds passwords: nobody but its owner reads it."""
    settings = home / "settings.env"
    if settings.exists() and settings.stat().st_mode & 0o077:
        settings.chmod(0o600)


def home_id(home: Path) -> str:
    """The home's random name (12 hexadecimal digits), made on first use."""
    return read_or_make(home / "id", lambda: secrets.token_hex(6))


def database_password(home: Path) -> str:
    """The embedded database's password, made on first use."""
    return read_or_make(home / "keys" / "database.password", lambda: secrets.token_urlsafe(32))


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """What the file says; a missing file is made whole or not at all, readable by its owner only."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        write_private(path, make())
        return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """The file holds `text`, readable by its owner only; a crash leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def socket_folder(home: Path) -> Path:
    """Where the embedded database's socket was when it last started."""
    return _written_where(home, "socket", home / "database")


def data_folder(home: Path) -> Path:
    """Where the embedded database's files were when it last started."""
    return _written_where(home, "data", home / "database" / "data")


def _written_where(home: Path, what: str, otherwise: Path) -> Path:
    try:
        return Path(json.loads((home / "run" / "database.json").read_text())[what])
    except (FileNotFoundError, PermissionError, ValueError, KeyError):
        return otherwise


def connection_parameters(home: Path) -> ConnectionParameters:
    """How to reach the home's embedded database; starts nothing and makes nothing.

    In a home that was never started the password is empty and nothing listens.
    """
    try:
        password = (home / "keys" / "database.password").read_text().strip()
    except (FileNotFoundError, PermissionError):
        password = ""
    host = str(socket_folder(home))
    return {"host": host, "user": DATABASE_ROLE, "password": password, "dbname": DATABASE_NAME}
