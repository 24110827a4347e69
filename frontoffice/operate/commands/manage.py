"""Django's own commands, for those who know them."""

import sys

SUMMARY = "runs one of Django's own commands (migrate, shell, ...)"
WITHOUT_DATABASE = {"makemessages", "compilemessages", "help", "--help", "startapp", "diffsettings"}


def main(argv: list[str]) -> int:
    """What Django's command returns; the embedded database is started for it when it is not running."""
    from frontoffice.operate.database import CannotStart
    from frontoffice.operate.django import database_running

    if not argv or argv[0] in WITHOUT_DATABASE:
        return _run(argv)
    try:
        with database_running():
            return _run(argv)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


def _run(argv: list[str]) -> int:
    from frontoffice.operate.django import set_up_django

    set_up_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bin/frontoffice manage", *argv])
    return 0
