"""`bin/frontoffice screenshots`: pictures of the ten most important pages, into docs/screenshots."""

import argparse
import sys
from pathlib import Path

SUMMARY = "makes the pictures in docs/screenshots from a demo home of their own"


def main(argv: list[str]) -> int:
    """0 when every picture and their list were made, 1 when a program for it is missing."""
    from frontoffice.operate.screenshots import FOLDER, CannotPicture, contents, take

    parser = argparse.ArgumentParser(prog="bin/frontoffice screenshots", description=SUMMARY)
    parser.add_argument("--into", type=Path, default=FOLDER, metavar="FOLDER")
    folder = parser.parse_args(argv).into
    try:
        files = take(folder)
    except CannotPicture as reason:
        print(reason, file=sys.stderr)
        return 1
    (folder / "README.md").write_text(contents(), encoding="utf-8")
    kilobytes = sum(file.stat().st_size for file in files) // 1000
    print(f"{len(files)} pictures in {folder}, {kilobytes:,} KB")
    return 0
