"""The first system administrator, and the way back in when all of them have lost their passwords."""

import argparse
import sys

SUMMARY = "makes a person a system administrator and prints a link to choose a password"


def main(argv: list[str]) -> int:
    """0 when the person is a system administrator and the link is printed, 1 otherwise."""
    from frontoffice.operate.database import CannotStart
    from frontoffice.operate.django import database_running

    parser = argparse.ArgumentParser(prog="bin/frontoffice administrator", description=SUMMARY)
    parser.add_argument("address", help="the e-mail address the person signs in with")
    parser.add_argument("name", nargs="?", default="", help="the person's name, if they are not there yet")
    asked = parser.parse_args(argv)
    try:
        with database_running():
            return make(asked.address, asked.name)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


def make(address: str, name: str) -> int:
    """Print the link on stdout; what to do with it, or what was wrong, on stderr."""
    from frontoffice.operate.django import set_up_django

    set_up_django()
    from django.core.exceptions import ValidationError

    from frontoffice.district.first_administrator import make_administrator
    from frontoffice.district.password_link import password_link

    try:
        member = make_administrator(address, name)
    except ValidationError as error:
        print(" ".join(error.messages), file=sys.stderr)
        return 1
    print(password_link(member, by=None))
    print("The link works once, for three days. A second factor is asked for after it.", file=sys.stderr)
    return 0
