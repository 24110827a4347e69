"""How the district's colour looks, and whether text in it can be read (WCAG 2.1 AA: 4.5 to 1)."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

AA = 4.5
STEP = 0.005
ACCENT_LIGHT, ACCENT_DARK = 0.44, 0.80
PAPER_LIGHT, PAPER_DARK = (0.99, 0.004), (0.18, 0.03)


@dataclass(frozen=True)
class Swatch:
    """A colour as it is drawn: `hue` 0 to 360, `chroma` after softening, the worst contrast of text in it."""

    hue: int
    chroma: float
    asked: float
    light: str
    dark: str
    on_light: str
    on_dark: str
    contrast: float

    @property
    def softened(self) -> bool:
        return self.chroma < self.asked

    @property
    def passes(self) -> bool:
        return self.contrast >= AA


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear sRGB, after Björn Ottosson (2020), clipped as browsers do it."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in parts)
    return red, green, blue


def _luminance(rgb: tuple[float, float, float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _hex(rgb: tuple[float, float, float]) -> str:
    curve = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in rgb)
    return "#" + "".join(f"{round(part * 255):02x}" for part in curve)


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _worst(hue: float, chroma: float) -> float:
    light = _contrast(_luminance(_linear(ACCENT_LIGHT, chroma, hue)), _luminance(_linear(*PAPER_LIGHT, hue)))
    dark = _contrast(_luminance(_linear(ACCENT_DARK, chroma, hue)), _luminance(_linear(*PAPER_DARK, hue)))
    return min(light, dark)


def swatch(hue: object, chroma: object) -> Swatch:
    """The colour for what was typed; what is no number counts as the house's own."""
    angle, asked = round(_number(hue, 162)) % 361, min(max(_number(chroma, 0.075), 0), 0.37)
    used = asked
    while used > 0 and _worst(angle, used) < AA:
        used = max(0.0, round(used - STEP, 3))
    colours = [(ACCENT_LIGHT, used), (ACCENT_DARK, used), PAPER_LIGHT, PAPER_DARK]
    light, dark, on_light, on_dark = (_hex(_linear(at, strong, angle)) for at, strong in colours)
    return Swatch(angle, used, asked, light, dark, on_light, on_dark, round(_worst(angle, used), 1))


def _number(words: object, otherwise: float) -> float:
    try:
        number = float(str(words))
    except ValueError:
        return otherwise
    return number if abs(number) < 1000 else otherwise
