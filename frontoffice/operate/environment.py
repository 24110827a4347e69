"""The checkout's own environment: .venv with exactly what a lock names. Standard library only.

Run by the scripts in bin/ before anything is installed, by whatever Python 3.11+ was found:
`environment.py install runtime|test`, `environment.py translations`, `environment.py browser`.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed.lock"
UV_FOLDER = VENV / "uv"
REQUIREMENTS = CHECKOUT / "requirements"

BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
BROWSER_PACKAGES = ("chromium", "fonts-noto-core", "libatomic1")  # Playwright's own Node.js needs the last


class CannotPrepare(Exception):
    """The environment cannot be made; the message says what to do."""


def install(kind: str) -> None:
    """The environment holds exactly what requirements/KIND.lock names, whoever else asks at the same time."""
    with only_one_at_a_time():
        if not is_current(kind):
            lock = REQUIREMENTS / f"{'test' if holds_tests() else kind}.lock"
            make_venv()
            INSTALLED.unlink(missing_ok=True)
            fill(lock)
            stamp(lock)


def is_current(kind: str) -> bool:
    """The lock is what was installed last; the test lock holds everything the runtime lock does."""
    accepted = {"runtime": ("runtime", "test"), "test": ("test",)}[kind]
    if not (INSTALLED.exists() and works(PYTHON)):
        return False
    return any(INSTALLED.read_bytes() == (REQUIREMENTS / f"{name}.lock").read_bytes() for name in accepted)


def holds_tests() -> bool:
    """A developer's environment stays one when a lock changes and bin/up is what notices."""
    return INSTALLED.exists() and b"\npytest==" in INSTALLED.read_bytes()


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """The lock is the folder itself: nothing to clean up, and it goes with its process."""
    folder = os.open(REQUIREMENTS, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another command that is making the environment ...")
        fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(folder)


def make_venv() -> None:
    """A working .venv of this Python's version; a broken or half-made one is made again."""
    if works(PYTHON) and works(PYTHON, "import pip"):
        return
    say(f"Making .venv with {sys.executable} (about 5 s) ...")
    made = subprocess.run(
        [sys.executable, "-I", "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotPrepare(
            f"{made.stdout}{made.stderr}\nPython's venv module did not work. On Debian or Ubuntu: "
            "apt-get install python3-venv"
        )


def works(python: Path, check: str = "") -> bool:
    """The interpreter starts (and `check` runs) and is the version .venv was made for."""
    with contextlib.suppress(OSError):
        program = f"import sys; assert sys.version_info >= (3, 11)\n{check}"
        return subprocess.run([str(python), "-I", "-c", program], capture_output=True).returncode == 0
    return False


def fill(lock: Path) -> None:
    """uv installs the lock, itself from a hash; without uv pip does, more slowly."""
    settings = pip_settings()
    uv = find_uv()
    if uv is None:
        say(f"Installing what {lock.name} names with pip (some minutes) ...")
        run([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)], os.environ)
        return
    say(f"Installing what {lock.name} names (10 to 60 s, most of it downloads) ...")
    command = [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(lock)]
    run(command, os.environ | uv_settings(settings, os.environ))


def find_uv() -> Path | None:
    """uv as requirements/uv.lock names it, in .venv but apart from the rest; None when it cannot be had."""
    uv, wanted = UV_FOLDER / "bin" / "uv", (REQUIREMENTS / "uv.lock").read_bytes()
    done = UV_FOLDER / "installed.lock"
    if done.exists() and done.read_bytes() == wanted and works_as_uv(uv):
        return uv
    say("Fetching uv, which installs the rest ...")
    shutil.rmtree(UV_FOLDER, ignore_errors=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:"]
    command += ["--target", str(UV_FOLDER), "-r", str(REQUIREMENTS / "uv.lock")]
    if subprocess.run(command, stdout=sys.stderr).returncode or not works_as_uv(uv):
        return None
    done.write_bytes(wanted)
    return uv


def works_as_uv(uv: Path) -> bool:
    """A wheel for another libc or processor does not."""
    with contextlib.suppress(OSError):
        return subprocess.run([str(uv), "--version"], capture_output=True).returncode == 0
    return False


def run(command: list[str], environment: Mapping[str, str]) -> None:
    """The command succeeded, its output on stderr. Raises CannotPrepare."""
    if subprocess.run(command, stdout=sys.stderr, env=dict(environment)).returncode:
        raise CannotPrepare(
            "The environment could not be installed: the lines above say why. It needs the package registry "
            "(or the mirror in your pip settings); run the same command again to go on."
        )


def pip_settings() -> dict[str, str]:
    """What this person told pip, by its option's name, from pip.conf and PIP_*; the environment wins."""
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True
    ).stdout
    found: dict[str, str] = {}
    for wanted in ("global.", "install.", ":env:."):
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(wanted):
                found[name.removeprefix(wanted)] = value.strip().strip("'\"").replace("\\n", " ")
    return found


def uv_settings(pip: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """The same in uv's words (it does not read pip's), only what is set and what uv was not told itself."""
    indexes = existing(pip.get("extra-index-url", ""))
    words = {
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "UV_INDEX": " ".join(indexes),
        "UV_INDEX_STRATEGY": "unsafe-best-match"
        if indexes
        else "",  # pip's way; every file is held to its hash
        "UV_FIND_LINKS": ",".join(existing(pip.get("find-links", ""))),
        "UV_NO_INDEX": "1" if pip.get("no-index", "") in ("1", "true", "yes", "on") else "",
        "UV_INSECURE_HOST": pip.get("trusted-host", ""),
        "UV_HTTP_TIMEOUT": pip.get("timeout", pip.get("default-timeout", "")),
        "UV_KEYRING_PROVIDER": pip.get("keyring-provider", "").replace("auto", ""),
        "SSL_CERT_FILE": pip.get("cert", ""),
        "HTTPS_PROXY": pip.get("proxy", ""),
        "HTTP_PROXY": pip.get("proxy", ""),
        "UV_LINK_MODE": "copy" if crosses_file_systems(environment) else "",
    }
    said = {
        "UV_DEFAULT_INDEX": "UV_INDEX_URL",
        "UV_INDEX": "UV_EXTRA_INDEX_URL",
        "HTTPS_PROXY": "https_proxy",
    }
    return {
        name: value
        for name, value in words.items()
        if value and not environment.get(name) and not environment.get(said.get(name, name))
    }


def existing(places: str) -> list[str]:
    """pip passes over a folder that is not there; uv would stop."""
    folders = ((place, Path(place.removeprefix("file://"))) for place in places.split())
    return [place for place, folder in folders if not str(folder).startswith("/") or folder.exists()]


def crosses_file_systems(environment: Mapping[str, str]) -> bool:
    """uv's cache lies on another disk than .venv: it copies, and need not warn that it cannot link."""
    cache = Path(environment.get("UV_CACHE_DIR") or environment.get("XDG_CACHE_HOME") or Path.home())
    return not cache.exists() or cache.stat().st_dev != VENV.stat().st_dev


def stamp(lock: Path) -> None:
    """The last step, and whole or not at all: a killed run is not taken for a finished one."""
    draft = INSTALLED.with_suffix(".new")
    draft.write_bytes(lock.read_bytes())
    draft.replace(INSTALLED)


def compile_translations() -> None:
    """Every .po that is newer than its .mo is compiled beside it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with only_one_at_a_time():
        for source in CHECKOUT.glob("frontoffice/**/locale/*/LC_MESSAGES/*.po"):
            compiled, draft = source.with_suffix(".mo"), source.with_suffix(".mo.new")
            if not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime:
                with source.open("rb") as text, draft.open("wb") as output:
                    write_mo(output, read_po(text, locale=source.parents[1].name))
                draft.replace(compiled)


def find_browser() -> str:
    """A Chromium that Playwright can drive, installed by root where apt-get is.

    Raises CannotPrepare with the one command to type.
    """
    lack = what_the_browser_lacks()
    if lack:
        install_browser(lack)
        lack = what_the_browser_lacks()
    if lack:
        raise CannotPrepare(f"{lack} Installed was: {' '.join(BROWSER_PACKAGES)}.")
    return browser()


def browser() -> str:
    """The program's path, empty when there is none."""
    named = os.environ.get("FRONTOFFICE_CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, BROWSERS)), "")


def what_the_browser_lacks() -> str:
    """A sentence, empty when nothing is missing."""
    if not shutil.which(browser()):
        return f"There is no {browser() or 'Chromium'}."
    driver = next(VENV.glob("lib/python3*/site-packages/playwright/driver/node"), None)
    started = subprocess.run([str(driver), "--version"], capture_output=True, text=True) if driver else None
    return f"Playwright's driver does not start: {started.stderr}" if started and started.returncode else ""


def install_browser(lack: str) -> None:
    """Debian's Chromium and what drives it are installed. Raises CannotPrepare where we may not."""
    packages = " ".join(BROWSER_PACKAGES)
    install_it = f"apt-get update && apt-get install -y --no-install-recommends {packages}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotPrepare(
            f"The tests walk through a real browser. {lack}\nInstall what is missing once, as root:\n"
            f"  {install_it}\nor name a Chromium in FRONTOFFICE_CHROMIUM."
        )
    say(f"Installing Chromium for the tests (about a minute): apt-get install {packages} ...")
    silent = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    if subprocess.run(["sh", "-c", install_it], stdout=subprocess.DEVNULL, env=silent).returncode:
        raise CannotPrepare(f"Chromium could not be installed. Try yourself:\n  {install_it}")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(argv: list[str]) -> int:
    try:
        match argv:
            case ["install", "runtime" | "test" as kind]:
                install(kind)
            case ["translations"]:
                compile_translations()
            case ["browser"]:
                print(find_browser())
            case _:
                say("environment.py install runtime|test, translations or browser")
                return 2
    except CannotPrepare as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
