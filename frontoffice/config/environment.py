"""What an operator may set, read from the process environment and from FRONTOFFICE_HOME/settings.env.

The environment wins over the file. A wrong value stops the start with a sentence that names the setting.
Every setting here has its line in docs/settings.md (tests/test_architecture.py compares them).
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from frontoffice.config.home import CHECKOUT, home_from_environment, read_or_make, read_settings_file


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


def _port(value: str) -> int:
    port = int(value)
    if not 0 < port < 65536:
        raise ValueError(value)
    return port


def _switch(value: str) -> bool:
    return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}[
        value.lower()
    ]


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError(value)
    return value.rstrip("/")


SETTINGS: tuple[Setting, ...] = (
    Setting("FRONTOFFICE_HOME", str(CHECKOUT / "var"), Path, "a folder"),
    Setting("FRONTOFFICE_PORT", "8000", _port, "a port from 1 to 65535"),
    Setting("FRONTOFFICE_MAIL_PORT", "8025", _port, "a port from 1 to 65535"),
    Setting("FRONTOFFICE_MAIL_BIND", "127.0.0.1", str, "an IP address"),
    Setting("FRONTOFFICE_BIND", "127.0.0.1", str, "an IP address"),
    Setting("FRONTOFFICE_URL", "", _address, "an address that begins with http:// or https://"),
    Setting("FRONTOFFICE_HOSTS", "127.0.0.1,localhost,[::1]", _list, "host names with commas between"),
    Setting("FRONTOFFICE_PROXY", "no", _switch, "yes or no"),
    Setting("FRONTOFFICE_DEBUG", "no", _switch, "yes or no"),
    Setting("FRONTOFFICE_WEB_PROCESSES", "1", int, "a whole number"),
    Setting("DATABASE_URL", "", str, "postgresql://user:password@host/name"),
    Setting("SECRET_KEY_FILE", "", str, "a file"),
    Setting("MAIL_DOMAIN", "", str, "a domain such as front.district.org"),
    Setting("MAIL_URL", "", str, "smtp://user:password@host:587, or empty for the outbox page"),
    Setting("MAIL_PROVIDER", "", str, "the name of an anymail backend, such as postmark"),
    Setting("SIGN_IN_PROVIDERS_FILE", "", str, "a JSON file of OIDC and SAML providers"),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


class Environment:
    """The settings of this process; `environment["FRONTOFFICE_PORT"]` is an int, as SETTINGS says."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.home = home_from_environment()
        try:
            read_settings_file(self.home)
        except ValueError as error:
            raise WrongSetting(str(error)) from error
        self._values = environ

    def __getitem__(self, name: str) -> object:
        setting = BY_NAME[name]
        typed = self._values.get(name) or setting.default
        try:
            return setting.read(typed)
        except (ValueError, KeyError):
            raise WrongSetting(f"{name} is {typed!r}: set it to {setting.form} (docs/settings.md).") from None

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
