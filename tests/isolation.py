"""A pytest plugin: tests get a home and a database of their own, and reach nothing else.

Loaded with `-p tests.isolation`, before Django's settings are read. The process that was started makes one
database for the whole run; the workers of pytest-xdist inherit where it is.
"""

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from frontoffice.config.home import connection_parameters, make_home
from frontoffice.operate.database import EmbeddedDatabase, running_process
from tests.external import ExternalCluster

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
KEPT = {"FRONTOFFICE_CHROMIUM", "FRONTOFFICE_TEST_EXTERNAL"}
HOME_PREFIX = "fo-test-"
NAMES_OF_NOBODY = (".example", ".test", ".invalid", ".example.com", ".example.org", ".k12.wi.us", ".local")


class OutsideNetwork(BaseException):
    """A test tried to reach another machine. Not an Exception, so that nothing under test swallows it."""


def forget_the_operator() -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if (name.startswith(("FRONTOFFICE_", "PG")) and name not in KEPT) or name == "DATABASE_URL":
            del os.environ[name]


def new_home() -> Path:
    """A new home under the temporary folder, reachable for the account that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix=HOME_PREFIX))
    folder.chmod(0o755)
    remove_abandoned(folder.parent)
    home = folder / "home"
    make_home(home)
    os.environ["FRONTOFFICE_HOME"] = str(home)
    return home


def remove_abandoned(folder: Path) -> None:
    """Homes of runs that were killed."""
    for old in folder.glob(f"{HOME_PREFIX}*"):
        lock = old / "home" / "run" / "database.lock"
        if lock.exists() and os.access(lock, os.W_OK) and not running_process(old / "home"):
            remove(old)


def remove(folder: Path) -> None:
    socket_folder = Path(connection_parameters(folder / "home")["host"])
    if not socket_folder.is_relative_to(folder) and socket_folder.name.strip("0123456789abcdef") in (
        "",
        "frontoffice-",
    ):
        shutil.rmtree(socket_folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def start() -> None:
    """One database for the run: the embedded one, or Debian's when bin/test was told --external."""
    forget_the_operator()
    home = new_home()
    if os.environ.get("FRONTOFFICE_TEST_EXTERNAL"):
        cluster = ExternalCluster(home.parent / "external")
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.url
        atexit.register(remove, home.parent)
        atexit.register(cluster.stop)
        return
    database = EmbeddedDatabase(home, durable=False, say=lambda line: None)
    database.start("bin/test")
    atexit.register(remove, home.parent)
    atexit.register(database.stop)


def stay_on_this_machine() -> None:
    """Sockets connect to loopback and to files; names resolve when they mean this machine."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse_outside(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse_outside(self.family, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        refuse_outside(socket.AF_INET, (host,))
        return look_up(host, *arguments, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = guarded_look_up


def refuse_outside(family: int, address: Any) -> None:
    """A documentation name does not exist here, as anywhere; another machine is a mistake in the test."""
    if family not in (socket.AF_INET, socket.AF_INET6) or is_here(address[0]):
        return
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0])
    if f".{host}".endswith(NAMES_OF_NOBODY):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    raise OutsideNetwork(f"A test tried to reach {host}.")


def is_here(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return (
        not name
        or name in ("localhost", "::1", "0.0.0.0", "::", socket.gethostname())
        or name.startswith(("127.", "::ffff:127."))
        or name.endswith(".localhost")
    )


if not IS_WORKER:
    start()
stay_on_this_machine()
