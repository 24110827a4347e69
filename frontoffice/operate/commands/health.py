"""Whether every part works, and what to do when one does not."""

import argparse
import dataclasses
import json

SUMMARY = "says whether every part works and what to do otherwise (exit 0 when all do)"


def main(argv: list[str]) -> int:
    """0 when every part works, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="bin/frontoffice health", description=SUMMARY)
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")
    asked = parser.parse_args(argv)

    from frontoffice.config.environment import Environment
    from frontoffice.operate.parts import all_parts

    found = list(all_parts(Environment()))
    works = all(part.works for part in found)
    if asked.json:
        print(json.dumps({"works": works, "parts": [dataclasses.asdict(part) for part in found]}))
    else:
        for part in found:
            print(f"{'ok  ' if part.works else 'FAIL'} {part.name:<14} {part.state}")
            if not part.works:
                print(f"     {'':<14} -> {part.remedy}")
    return 0 if works else 1
