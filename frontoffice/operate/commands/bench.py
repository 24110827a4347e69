"""Measurements: each is a file in bench/ with a main(argv)."""

import importlib
import sys
from types import ModuleType

from frontoffice.config.home import CHECKOUT

SUMMARY = "runs one of the measurements in bench/"
BENCHES = CHECKOUT / "bench"


def main(argv: list[str]) -> int:
    """The measurement's own exit code; 2 with the list when there is none of that name."""
    known = sorted(path.stem.replace("_", "-") for path in BENCHES.glob("[a-z]*.py"))
    name = argv[0] if argv else "--help"
    if name not in known:
        asked_for_help = name in ("-h", "--help")
        print(f"Usage: bin/frontoffice bench NAME, where NAME is one of: {', '.join(known) or 'none yet'}")
        return 0 if asked_for_help else 2
    return int(measurement(name).main(argv[1:]) or 0)


def measurement(name: str) -> ModuleType:
    """The module of one measurement; they import one another by bare names."""
    if str(BENCHES) not in sys.path:
        sys.path.insert(0, str(BENCHES))
    return importlib.import_module(name.replace("-", "_"))
