"""The parts that must answer, each asked the way its users ask it. Needs no Django."""

import http.client
import os
import shutil
import smtplib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from frontoffice.config.environment import Environment
from frontoffice.config.home import data_folder
from frontoffice.operate.database import running_process
from frontoffice.operate.welcome import demo_site_port, where_to_go_file

ANSWER_TIMEOUT_S = 5
HEARTBEAT_TIMEOUT_S = 45
LEAST_FREE_BYTES = 1_000_000_000
DEMO_SITE_HOST = "127.0.0.1"
START = "start Front Office with bin/up"


@dataclass(frozen=True)
class Part:
    """One part: whether it works, its state in a few words, and what to do when it does not."""

    name: str
    works: bool
    state: str
    remedy: str = ""


def all_parts(settings: Environment) -> Iterator[Part]:
    """Every part of this installation, the ones that others stand on first."""
    yield database(settings)
    yield web(settings)
    yield worker(settings.home)
    yield mail_listener(settings)
    if where_to_go_file(settings.home).exists():
        yield demo_site(settings)
    yield disk_space(settings.home)
    yield migrations(settings)
    yield outgoing_mail(settings)


def database(settings: Environment) -> Part:
    """PostgreSQL accepts our password and answers a question."""
    name, outside = "database", bool(settings.text("DATABASE_URL"))
    if not (outside or running_process(settings.home)):
        return Part(name, False, "stopped", START)
    from frontoffice.operate.state import CannotConnect, connected

    try:
        with connected(settings) as connection:
            (version,) = connection.execute("SHOW server_version").fetchone() or ("",)
    except CannotConnect as reason:
        look = "check DATABASE_URL and that server" if outside else f"see {settings.home}/logs/database.log"
        return Part(name, False, str(reason), look)
    return Part(name, True, f"PostgreSQL {str(version).split()[0]}, {'outside' if outside else 'embedded'}")


def web(settings: Environment) -> Part:
    """The web server answers /healthz, for which it asks the database."""
    port, host = settings.number("FRONTOFFICE_PORT"), reachable_at(settings.text("FRONTOFFICE_BIND"))
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_TIMEOUT_S)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return Part("web", False, f"does not answer on port {port} ({said(error)})", START)
    finally:
        connection.close()
    if status != 200:
        return Part("web", False, f"answers {status} on port {port}", f"see {settings.home}/logs/web.log")
    return Part("web", True, f"answers on port {port}")


def reachable_at(bound: str) -> str:
    """Where a server that listens on `bound` is reached from this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(bound, bound)


def worker(home: Path) -> Part:
    """The worker runs, and touched its heartbeat in the last HEARTBEAT_TIMEOUT_S seconds."""
    try:
        age_s = time.time() - heartbeat(home).stat().st_mtime
        number = heartbeat(home).read_text()
    except FileNotFoundError:
        return Part("worker", False, "stopped", START)
    if number and not psutil.pid_exists(int(number)):
        return Part("worker", False, "ended", f"see {home}/logs/worker.log, or {START}")
    if age_s > HEARTBEAT_TIMEOUT_S:
        return Part("worker", False, f"silent for {age_s:.0f} s", f"see {home}/logs/worker.log, or {START}")
    return Part("worker", True, "works")


def heartbeat(home: Path) -> Path:
    """The file that the worker touches, with its process number; gone when it stopped as it should."""
    return home / "run" / "worker.heartbeat"


def mail_listener(settings: Environment) -> Part:
    """The mail listener greets as RFC 5321 says."""
    port = settings.number("FRONTOFFICE_MAIL_PORT")
    host = reachable_at(settings.text("FRONTOFFICE_MAIL_BIND"))
    try:
        with socket.create_connection((host, port), ANSWER_TIMEOUT_S) as connection:
            greeting = connection.recv(512)
            connection.sendall(b"QUIT\r\n")
    except OSError as error:
        return Part("mail listener", False, f"does not answer on port {port} ({said(error)})", START)
    if not greeting.startswith(b"220"):
        return Part("mail listener", False, f"another program is on port {port}", "set FRONTOFFICE_MAIL_PORT")
    return Part("mail listener", True, f"answers on port {port}")


def demo_site(settings: Environment) -> Part:
    """The demo district's website takes connections."""
    port = demo_site_port(settings)
    try:
        socket.create_connection((DEMO_SITE_HOST, port), ANSWER_TIMEOUT_S).close()
    except OSError as error:
        return Part("demo site", False, f"does not answer on port {port} ({said(error)})", START)
    return Part("demo site", True, f"answers on port {port}")


def disk_space(home: Path) -> Part:
    """The disks of the home and of the database have room for what families send."""
    folders = [first_that_exists(home), first_that_exists(data_folder(home))]
    folder = min(folders, key=lambda each: shutil.disk_usage(each).free)
    free = shutil.disk_usage(folder).free
    state = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE_BYTES:
        return Part("disk space", False, state, f"make room on the disk of {folder}: at least 1 GB")
    return Part("disk space", True, state)


def first_that_exists(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if os.access(path, os.F_OK))


def migrations(settings: Environment) -> Part:
    """The database has the tables this version of Front Office works with."""
    from frontoffice.operate.state import CannotConnect, connected, migrations_hash, read_state

    try:
        with connected(settings) as connection:
            current = read_state(connection).get("migrations") == migrations_hash()
    except CannotConnect:
        return Part("migrations", False, "unknown, because the database does not answer", START)
    if not current:
        return Part("migrations", False, "of another version", "stop Front Office and start it with bin/up")
    return Part("migrations", True, "up to date")


def outgoing_mail(settings: Environment) -> Part:
    """The mail server answers; with none set, mail waits on the outbox page, which is how a demo works."""
    name, url, provider = "outgoing mail", settings.text("MAIL_URL"), settings.text("MAIL_PROVIDER")
    if provider:
        return Part(name, True, f"through {provider}")
    if not url:
        return Part(name, True, "kept on the outbox page, because MAIL_URL is not set")
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    try:
        with kind(host, parts.port or (465 if secure else 587), timeout=ANSWER_TIMEOUT_S) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Part(name, False, f"{host} does not answer ({said(error)})", "check MAIL_URL and that server")
    return Part(name, True, f"through {host}")


def said(error: BaseException) -> str:
    """What went wrong, in the system's words."""
    number = error.errno if isinstance(error, OSError) else None
    return os.strerror(number).lower() if number and number > 0 else str(error) or type(error).__name__
