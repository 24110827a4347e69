"""A temporary PostgreSQL 15 from Debian, as a district's own server would be: `bin/test --external`."""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
INSTALL = "apt-get update && apt-get install -y --no-install-recommends postgresql-15"


class ExternalCluster:
    """PostgreSQL 15 on a socket in `folder`; the role may make databases and extensions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = secrets.token_urlsafe(16)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://frontoffice:{self.password}@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        """It accepts connections. Exits with the command to type when PostgreSQL 15 cannot be had."""
        install_if_missing()
        self.folder.mkdir(mode=0o700)
        password = self.folder / "password"
        password.write_text(self.password)
        for path in (self.folder, password):
            os.chown(path, account().pw_uid, account().pw_gid)
        options = ["-D", str(self.folder / "data"), "-U", "frontoffice", "--auth=scram-sha-256", "--no-sync"]
        options += [f"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            [PROGRAMS / "initdb", *options], check=True, stdout=subprocess.DEVNULL, **self.as_account()
        )
        command = [str(PROGRAMS / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), "-F"]
        command += ["-c", "listen_addresses=", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **self.as_account())
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        status, deadline = self.folder / "data" / "postmaster.pid", time.monotonic() + 30
        while not (status.exists() and "ready" in status.read_text()):
            assert self.process
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(2)
            self.process.wait(20)
            self.process = None

    def as_account(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {"cwd": self.folder}
        return {"cwd": "/", "user": account().pw_uid, "group": account().pw_gid, "extra_groups": []}


def account() -> pwd.struct_passwd:
    """Who runs it: we ourselves, and nobody when we are root."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")


def install_if_missing() -> None:
    if (PROGRAMS / "postgres").exists():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing PostgreSQL 15 for the tests (about a minute) ...", file=sys.stderr, flush=True)
        silent = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.run(["sh", "-c", INSTALL], stdout=subprocess.DEVNULL, env=silent, check=False)
    if not (PROGRAMS / "postgres").exists():
        sys.exit(f"bin/test --external needs Debian's PostgreSQL 15. Install it once, as root:\n  {INSTALL}")
