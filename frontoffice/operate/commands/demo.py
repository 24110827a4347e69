"""The demo district: into an empty database, its website before and after, its administrators' codes."""

import argparse
import sys
from pathlib import Path

SUMMARY = "loads the demo district, switches its website, or prints its administrators' second factor"


def main(argv: list[str]) -> int:
    """0 when done, 1 when the database holds a district already or does not answer."""
    parser = argparse.ArgumentParser(prog="bin/frontoffice demo", description=SUMMARY)
    actions = parser.add_subparsers(dest="action")
    site = actions.add_parser("site", help="what the demo website publishes")
    site.add_argument("state", choices=("before", "after"))
    actions.add_parser("code", help="the six digits that the demo's administrators sign in with")
    asked = parser.parse_args(argv)
    if asked.action == "code":
        return print_code()
    return show_site(asked.state) if asked.action else load()


def print_code() -> int:
    """The second factor of the demo's administrators is printed; it is good for half a minute."""
    from frontoffice.operate.demo.second_factor import code_now

    print(code_now())
    return 0


def show_site(state: str) -> int:
    """The demo website shows staff addresses (`before`) or contact links (`after`) from the next page on."""
    from frontoffice.config.home import home_from_environment, write_private
    from frontoffice.operate.database import CannotStart
    from frontoffice.operate.django import database_running, set_up_django

    home = home_from_environment()
    if state == "after":
        try:
            with database_running():
                set_up_django()
                put_links_in(home)
        except CannotStart as reason:
            print(reason, file=sys.stderr)
            return 1
    write_private(home / "demo" / "site-state", state)
    print(f"The demo website now shows how it is {state} the replacements.")
    return 0


def put_links_in(home: Path) -> None:
    """The demo website links to everyone for whom the Exposure screen made a contact link."""
    from frontoffice.exposure.replacements import contact_paths
    from frontoffice.operate.demo.site.switch import kept_links, write_links

    write_links(home, kept_links(home) | contact_paths())


def load() -> int:
    """Riverbend is in the database; the next bin/up serves its website."""
    from frontoffice.config.environment import Environment
    from frontoffice.operate.database import CannotStart
    from frontoffice.operate.django import database_running
    from frontoffice.operate.prepare import demo_is_here, load_demo_if_new
    from frontoffice.operate.state import CannotConnect, connected, read_state, write_state
    from frontoffice.operate.welcome import where_to_go_file, with_ports

    if not demo_is_here():
        print("This checkout does not bring the demo district.", file=sys.stderr)
        return 1

    settings = Environment()
    try:
        with database_running(), connected(settings) as connection:
            if not load_demo_if_new(settings):
                print(
                    "This database holds a district already: set FRONTOFFICE_HOME to a new folder.",
                    file=sys.stderr,
                )
                return 1
            write_state(connection, read_state(connection) | {"demo": True})
    except (CannotStart, CannotConnect) as reason:
        print(reason, file=sys.stderr)
        return 1
    print(with_ports(where_to_go_file(settings.home).read_text(), settings))
    return 0
