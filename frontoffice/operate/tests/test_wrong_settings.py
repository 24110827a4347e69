"""A wrong setting stops the start with one sentence that says what to set."""

import subprocess
import sys
from pathlib import Path

import pytest

from frontoffice.operate.tests.running import surroundings_in

WRONG = {
    "FRONTOFFICE_PORT": ("eighty", "a port from 1 to 65535"),
    "FRONTOFFICE_MAIL_PORT": ("0", "a port from 1 to 65535"),
    "FRONTOFFICE_BIND": ("localhost:80", "an IP address"),
    "FRONTOFFICE_MAIL_BIND": ("everywhere", "an IP address"),
    "FRONTOFFICE_URL": ("front.district.example", "an address that begins with http:// or https://"),
    "FRONTOFFICE_PROXY": ("maybe", "yes or no"),
    "FRONTOFFICE_DEBUG": ("2", "yes or no"),
    "FRONTOFFICE_WEB_PROCESSES": ("none", "a whole number from 1 to 64"),
    "DATABASE_URL": ("mysql://localhost/x", "postgresql://user:password@host/name"),
    "SECRET_KEY_FILE": ("/not/there", "a file with at least 32 characters"),
    "MAIL_DOMAIN": ("front office", "a domain such as front.district.org"),
    "MAIL_URL": ("mail.district.example:587", "smtp://user:password@host:587"),
    "MAIL_PROVIDER": ("pigeon", "the name of an anymail backend"),
    "SIGN_IN_PROVIDERS_FILE": ("/not/there.json", "a JSON file of OIDC and SAML providers"),
}


def refused(module: str, environment: dict[str, str], *arguments: str) -> str:
    told = subprocess.run(
        [sys.executable, "-P", "-m", module, *arguments], env=environment, capture_output=True, text=True
    )
    assert told.returncode == 2, told.stderr
    assert told.stdout == ""
    assert "Traceback" not in told.stderr
    return told.stderr


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_named_with_what_to_set(tmp_path: Path, name: str) -> None:
    value, form = WRONG[name]
    said = refused("frontoffice.operate.up", surroundings_in(tmp_path) | {name: value})
    assert said.startswith(f"{name} is {value!r}: set it to {form}")
    assert said.endswith("(docs/settings.md).\n")
    assert not (tmp_path / "my home").exists()


def test_the_commands_refuse_a_wrong_setting_too(tmp_path: Path) -> None:
    environment = surroundings_in(tmp_path) | {"MAIL_URL": "nonsense"}
    assert "MAIL_URL is 'nonsense'" in refused("frontoffice.operate", environment, "health")
    assert "MAIL_URL is 'nonsense'" in refused("frontoffice.operate", environment, "manage", "check")


def test_a_password_in_a_wrong_value_is_not_printed(tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "MAIL_URL"):
        environment = surroundings_in(tmp_path) | {name: "ftp://front:very-secret@host/name"}
        assert "very-secret" not in refused("frontoffice.operate.up", environment)


def test_one_port_for_two_parts_is_refused(tmp_path: Path) -> None:
    environment = surroundings_in(tmp_path)
    environment["FRONTOFFICE_MAIL_PORT"] = environment["FRONTOFFICE_PORT"]
    assert "are both" in refused("frontoffice.operate.up", environment)


def test_a_misspelt_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    environment = surroundings_in(tmp_path) | {"FRONTOFFICE_PROT": "8010"}
    said = refused("frontoffice.operate.up", environment)
    assert said == "There is no setting FRONTOFFICE_PROT: did you mean FRONTOFFICE_PORT?\n"


def test_a_line_of_the_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    environment = surroundings_in(tmp_path)
    home = Path(environment["FRONTOFFICE_HOME"])
    home.mkdir()
    (home / "settings.env").write_text("# ours\nFRONTOFFICE_URL https://front.district.example\n")
    said = refused("frontoffice.operate.up", environment)
    assert f"{home / 'settings.env'}, line 2: write NAME=value." in said
