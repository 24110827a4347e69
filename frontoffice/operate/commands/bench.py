"""Measurements: each is a file in bench/ with a main(argv)."""

import importlib.util
import sys

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
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCHES / f"{name.replace('-', '_')}.py")
    assert spec
    assert spec.loader
    sys.path.insert(0, str(BENCHES))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return int(module.main(argv[1:]) or 0)
