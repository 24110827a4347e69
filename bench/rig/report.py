"""The table that a measurement prints, or the same as JSON; and whether it meets what was asked."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True)
class Figure:
    """One thing measured. `asked` and `aim` are in the same unit, None for what is only told."""

    what: str
    value: float
    unit: str
    asked: float | None = None
    aim: float | None = None
    more_is_better: bool = False

    @property
    def meets(self) -> bool:
        if self.asked is None:
            return True
        return self.value >= self.asked if self.more_is_better else self.value <= self.asked


def options(name: str, doc: str | None, size: int, size_means: str) -> argparse.ArgumentParser:
    """What every measurement takes."""
    parser = argparse.ArgumentParser(
        prog=f"bin/frontoffice bench {name}",
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--size", type=int, default=size, metavar="N", help=f"{size_means} (default {size:,})"
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    return parser


def show(name: str, size: int, figures: Sequence[Figure], *, as_json: bool) -> int:
    """Print the figures; 0 when each is at least what was asked, else 1."""
    load = os.getloadavg()[0]
    machine = {"cores": os.cpu_count(), "load": round(load, 1), "python": platform.python_version()}
    if as_json:
        rows = [{**asdict(figure), "meets": figure.meets} for figure in figures]
        print(json.dumps({"bench": name, "size": size, **machine, "figures": rows}))
    else:
        print(
            f"{name}, size {size:,}: {machine['cores']} cores, load {load:.1f}, {datetime.now().astimezone():%Y-%m-%d %H:%M}"
        )
        print(f"{'':58}{'measured':>10}{'asked':>9}{'aim':>9}")
        for figure in figures:
            asked, aim = _number(figure.asked), _number(figure.aim)
            verdict = "" if figure.meets else "  missed"
            print(
                f"{figure.what:<58}{_number(figure.value):>10}{asked:>9}{aim:>9} {figure.unit}{verdict}".rstrip()
            )
    return 0 if all(figure.meets for figure in figures) else 1


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
