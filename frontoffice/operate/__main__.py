"""The `frontoffice` command: finds the module of the command that was typed, and imports no other."""

import ast
import difflib
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

COMMANDS = Path(__file__).parent / "commands"
USAGE_ERROR = 2
INTERRUPTED = 130


def main(argv: list[str]) -> int:
    """Run one command and return its exit code; 2 when there is no such command."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(usage(), file=sys.stdout if argv else sys.stderr)
        return 0 if argv else USAGE_ERROR
    module = argv[0].replace("-", "_")
    if module not in names():
        print(unknown(argv[0]), file=sys.stderr)
        return USAGE_ERROR
    return run(module, argv[1:])


def run(module: str, argv: list[str]) -> int:
    """The command's own exit code; Ctrl-C and a reader that went away end it quietly."""
    command = importlib.import_module(f"frontoffice.operate.commands.{module}")
    try:
        code = int(command.main(argv) or 0)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def names() -> list[str]:
    """Every command, as its module is called."""
    return sorted(path.stem for path in COMMANDS.glob("[a-z]*.py"))


def usage() -> str:
    """What there is, a line each."""
    lines = [f"  {name.replace('_', '-'):<14} {summary}" for name, summary in summaries()]
    return "\n".join(["Usage: bin/frontoffice COMMAND [--help]", "", *lines])


def summaries() -> Iterator[tuple[str, str]]:
    """Each command with its SUMMARY, read without running the command's file."""
    for name in names():
        yield name, summary(COMMANDS / f"{name}.py")


def summary(path: Path) -> str:
    """The text assigned to SUMMARY."""
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.Assign(targets=[ast.Name("SUMMARY")], value=ast.Constant(str(text))):
                return text
            case ast.AnnAssign(target=ast.Name("SUMMARY"), value=ast.Constant(str(text))):
                return text
    return ""


def unknown(typed: str) -> str:
    """A sentence with the nearest name."""
    known = [name.replace("_", "-") for name in names()]
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else "bin/frontoffice --help lists them."
    return f"There is no command '{typed}': {hint}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
