"""The district's colour, made readable: contrast is computed, never trusted.

OKLCH to sRGB after Björn Ottosson (2020); contrast after WCAG 2.1. Out of gamut, a colour is clipped as
browsers do it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

AA = 4.5
SAFE = 4.6  # AA and what rounding to 8 bits may cost
STEP = 0.005

Rgb = tuple[float, float, float]

# Text and its ground, as (lightness, chroma or None for the district's) of public.css; hue is the district's
# wherever the chroma is, and every neutral is near enough to grey to be judged as one.
PAIRS: dict[str, tuple[tuple[float, float | None], tuple[float, float | None]]] = {
    "link on paper": ((0.43, None), (0.995, 0)),
    "link on tint": ((0.43, None), (0.965, 0.011)),
    "link on wash": ((0.43, None), (0.968, 0)),
    "white on band": ((1, 0), (0.36, None)),
    "white on button, under the pointer": ((1, 0), (0.28, None)),
    "link on paper, dark": ((0.83, 0.095), (0.215, 0)),
    "link on tint, dark": ((0.83, 0.095), (0.27, 0.03)),
    "label on button, dark": ((0.2, 0.03), (0.83, 0.095)),
    "white on band, dark": ((1, 0), (0.35, None)),
}


def _linear(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance (0 to 1) of an OKLCH colour as a screen shows it."""
    red, green, blue = (min(1.0, max(0.0, part)) for part in _linear(lightness, chroma, hue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """The contrast ratio (1 to 21) of two luminances."""
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


def worst_contrast(hue: float, chroma: float) -> float:
    """The lowest contrast among PAIRS in the district's colour."""

    def shown(lightness: float, own: float | None) -> float:
        return luminance(lightness, chroma if own is None else min(own, chroma or own), hue)

    return min(contrast(shown(*text), shown(*ground)) for text, ground in PAIRS.values())


@lru_cache(maxsize=8)
def readable(hue: float, chroma: float) -> tuple[float, float]:
    """`hue` (0 to 360) and the strongest chroma, at most `chroma`, at which every pair has AA contrast."""
    hue, chroma = hue % 360, max(0.0, min(chroma, 0.37))
    while chroma > 0 and worst_contrast(hue, chroma) < SAFE:
        chroma = max(0.0, chroma - STEP)
    return hue, round(chroma, 3)


@dataclass(frozen=True)
class Swatch:
    """The district's colour as pages draw it (#rrggbb), after softening from what was `asked` to `chroma`."""

    hue: int
    chroma: float
    asked: float
    link: str
    paper: str
    band: str
    link_dark: str
    paper_dark: str
    contrast: float

    @property
    def softened(self) -> bool:
        return self.chroma < self.asked


def swatch(hue: float, chroma: float) -> Swatch:
    """What the public pages make of this hue and chroma, and the worst contrast of any text in it."""
    angle, used = readable(hue, chroma)
    dark = min(0.095, used) if used else 0.0
    return Swatch(
        hue=round(angle),
        chroma=used,
        asked=chroma,
        link=hexadecimal(0.43, used, angle),
        paper=hexadecimal(0.995, 0, angle),
        band=hexadecimal(0.36, used, angle),
        link_dark=hexadecimal(0.83, dark, angle),
        paper_dark=hexadecimal(0.215, 0, angle),
        contrast=int(worst_contrast(angle, used) * 10) / 10,
    )


def hexadecimal(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour as #rrggbb."""
    parts = (min(1.0, max(0.0, part)) for part in _linear(lightness, chroma, hue))
    curve = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in parts)
    return "#" + "".join(f"{round(part * 255):02x}" for part in curve)
