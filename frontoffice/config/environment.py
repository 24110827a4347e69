"""What an operator may set, read from the process environment and from FRONTOFFICE_HOME/settings.env.

The environment wins over the file. A wrong value stops the start with a sentence that names the setting.
Every setting here has its line in docs/settings.md (tests/test_architecture.py compares them).
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from frontoffice.config.home import CHECKOUT, home_from_environment, read_or_make, read_settings_file

MOST_WEB_PROCESSES = 64
LEAST_KEY_CHARS = 32
OUR_PREFIX = "FRONTOFFICE_"
NOT_FOR_OPERATORS = {"FRONTOFFICE_SUPERVISED", "FRONTOFFICE_CHROMIUM", "FRONTOFFICE_TEST_EXTERNAL"}


class WrongSetting(SystemExit):
    """A setting is missing or wrong: ends the process (exit 2) with a sentence that says what to set."""

    def __init__(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)
        super().__init__(2)
        self.sentence = sentence


@dataclass(frozen=True)
class Setting:
    """One thing an operator may set: its name, its default (as typed), and how to read it."""

    name: str
    default: str
    read: Callable[[str], object] = str
    form: str = "text"


def _folder(value: str) -> Path:
    if "\x00" in value or Path(value).is_file():
        raise ValueError(value)
    return Path(value)


def _port(value: str) -> int:
    port = int(value)
    if not 0 < port < 65536:
        raise ValueError(value)
    return port


def _switch(value: str) -> bool:
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}[
        value.lower()
    ]


def _processes(value: str) -> int:
    number = int(value)
    if not 1 <= number <= MOST_WEB_PROCESSES:
        raise ValueError(value)
    return number


def _ip_address(value: str) -> str:
    return str(ip_address(value))


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError(value)
    return value.rstrip("/")


def _database(value: str) -> str:
    """A libpq address; psycopg reads the rest of it."""
    parts = urlsplit(value)
    if value and (parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/")):
        raise ValueError(value)
    return value


def _mail_server(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0):
        raise ValueError(value)
    return value


def _mail_provider(value: str) -> str:
    if value and (not value.isidentifier() or find_spec(f"anymail.backends.{value}") is None):
        raise ValueError(value)
    return value


def _domain(value: str) -> str:
    if value and not re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", value, re.IGNORECASE):
        raise ValueError(value)
    return value


def _json_file(value: str) -> str:
    if value and not isinstance(json.loads(Path(value).read_text(encoding="utf-8")), dict):
        raise ValueError(value)
    return value


def _key_file(value: str) -> str:
    if value and len(Path(value).read_text().strip()) < LEAST_KEY_CHARS:
        raise ValueError(value)
    return value


SETTINGS: tuple[Setting, ...] = (
    Setting("FRONTOFFICE_HOME", str(CHECKOUT / "var"), _folder, "a folder"),
    Setting("FRONTOFFICE_PORT", "8000", _port, "a port from 1 to 65535"),
    Setting("FRONTOFFICE_MAIL_PORT", "8025", _port, "a port from 1 to 65535"),
    Setting("FRONTOFFICE_MAIL_BIND", "127.0.0.1", _ip_address, "an IP address"),
    Setting("FRONTOFFICE_BIND", "127.0.0.1", _ip_address, "an IP address"),
    Setting("FRONTOFFICE_URL", "", _address, "an address that begins with http:// or https://"),
    Setting("FRONTOFFICE_HOSTS", "127.0.0.1,localhost,[::1]", _list, "host names with commas between"),
    Setting("FRONTOFFICE_PROXY", "no", _switch, "yes or no"),
    Setting("FRONTOFFICE_DEBUG", "no", _switch, "yes or no"),
    Setting("FRONTOFFICE_WEB_PROCESSES", "1", _processes, f"a whole number from 1 to {MOST_WEB_PROCESSES}"),
    Setting("DATABASE_URL", "", _database, "postgresql://user:password@host/name"),
    Setting("SECRET_KEY_FILE", "", _key_file, f"a file with at least {LEAST_KEY_CHARS} characters"),
    Setting("MAIL_DOMAIN", "", _domain, "a domain such as front.district.org"),
    Setting("MAIL_URL", "", _mail_server, "smtp://user:password@host:587, or empty for the outbox page"),
    Setting("MAIL_PROVIDER", "", _mail_provider, "the name of an anymail backend, such as postmark"),
    Setting("SIGN_IN_PROVIDERS_FILE", "", _json_file, "a JSON file of OIDC and SAML providers"),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


class Environment:
    """The settings of this process; `environment["FRONTOFFICE_PORT"]` is an int, as SETTINGS says.

    Made only when every one of them can be read. Raises WrongSetting.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.home = home_from_environment()
        try:
            read_settings_file(self.home)
        except (OSError, ValueError) as error:
            raise WrongSetting(str(error)) from error
        self._values = environ
        for name in BY_NAME:
            self[name]
        self._refuse_unknown_names()
        self._refuse_one_port_for_two()

    def _refuse_unknown_names(self) -> None:
        ours = {name for name in self._values if name.startswith(OUR_PREFIX)}
        for name in sorted(ours - set(BY_NAME) - NOT_FOR_OPERATORS):
            near = get_close_matches(name, BY_NAME, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/settings.md lists them."
            raise WrongSetting(f"There is no setting {name}: {hint}")

    def _refuse_one_port_for_two(self) -> None:
        web, mail = self["FRONTOFFICE_PORT"], self["FRONTOFFICE_MAIL_PORT"]
        if web == mail:
            raise WrongSetting(
                f"FRONTOFFICE_PORT and FRONTOFFICE_MAIL_PORT are both {web}: set one to another port."
            )

    def __getitem__(self, name: str) -> object:
        setting = BY_NAME[name]
        typed = self._values.get(name) or setting.default
        try:
            return setting.read(typed)
        except (OSError, ValueError, KeyError):
            shown = re.sub(r"//[^@/]*@", "//...@", typed)  # not a password on a terminal
            raise WrongSetting(f"{name} is {shown!r}: set it to {setting.form} (docs/settings.md).") from None

    def text(self, name: str) -> str:
        return str(self[name])

    def number(self, name: str) -> int:
        return int(str(self[name]))

    def names(self, name: str) -> list[str]:
        value = self[name]
        assert isinstance(value, list)
        return value

    def switch(self, name: str) -> bool:
        return self[name] is True

    def under(self, prefix: str) -> dict[str, str]:
        """Everything set that begins with `prefix`, for providers that bring their own names (ANYMAIL_…)."""
        return {name: value for name, value in self._values.items() if name.startswith(prefix)}


def secret_key(environment: Environment) -> str:
    """The key that signs links, codes and sessions; made at first use in HOME/keys/secret.key (mode 600)."""
    path = Path(environment.text("SECRET_KEY_FILE") or environment.home / "keys" / "secret.key")
    return read_or_make(path, lambda: secrets.token_urlsafe(50))
