"""Grafana's colours, their names here, and marks by which they are told apart. Pure."""

import colorsys
import re

from deploy.grafana.preview.refused import Unknown

_PALETTE = {
    "green": ("#73bf69", "#37872d", "#56a64b", "#96d98d", "#c8f2c2"),
    "red": ("#f2495c", "#c4162a", "#e02f44", "#ff7383", "#ffa6b0"),
    "orange": ("#ff9830", "#fa6400", "#ff780a", "#ffb357", "#ffcb7d"),
    "yellow": ("#fade2a", "#e0b400", "#f2cc0c", "#ffee52", "#fff899"),
    "blue": ("#5794f2", "#1f60c4", "#3274d9", "#8ab8ff", "#c0d8ff"),
    "purple": ("#b877d9", "#8f3bb8", "#a352cc", "#ca95e5", "#deb6f2"),
}
_SHADES = ("", "dark-", "semi-dark-", "light-", "super-light-")
_NAMES = {
    f"{shade}{name}": colour
    for name, colours in _PALETTE.items()
    for shade, colour in zip(_SHADES, colours, strict=True)
} | {
    "gray": "#808080",
    "grey": "#808080",
    "text": "#24292e",
    "white": "#ffffff",
    "black": "#000000",
    "transparent": "none",
}
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
SERIES = (
    *("#73bf69", "#f2cc0c", "#5794f2", "#ff780a", "#b877d9", "#f2495c"),
    *("#37872d", "#1f60c4", "#8f3bb8", "#fa6400", "#808080", "#ca95e5"),
)
"""One after the other, as in Grafana's classic palette."""
INK, PAPER = "#1b232b", "#ffffff"
_HUES = ((20, "merah"), (44, "jingga"), (70, "kuning"), (165, "hijau"), (255, "biru"))
MARKS = {"merah": "▲", "jingga": "◆", "kuning": "■", "hijau": "●", "biru": "○", "ungu": "◇"}
"""A mark by a colour's name; grey has none, as it says nothing."""

SHAPES = {
    "merah": "M6 1 L11.4 11 H0.6 Z",
    "jingga": "M6 0.6 L11.4 6 L6 11.4 L0.6 6 Z",
    "kuning": "M1.5 1.5 H10.5 V10.5 H1.5 Z",
    "hijau": "M6 1 A5 5 0 0 1 6 11 A5 5 0 0 1 6 1 Z",
    "biru": "M1 4 H11 V8 H1 Z",
    "ungu": "M4 1 H8 V11 H4 Z",
    "kelabu": "M3.5 5 H8.5 V7 H3.5 Z",
}
"""The same marks in their colours, in a square of 12."""


def colour(name: str) -> str:
    """A colour as HTML has it. Raises Unknown."""
    if _HEX.fullmatch(name):
        return name.lower()
    if name not in _NAMES:
        raise Unknown("color", f"warna {name!r} tidak dikenal")
    return _NAMES[name]


def word(hexadecimal: str) -> str:
    """What people here call a colour."""
    if hexadecimal == "none":
        return ""
    hue, light, _ = colorsys.rgb_to_hls(*_parts(hexadecimal))
    if max(_parts(hexadecimal)) - min(_parts(hexadecimal)) < 0.08:
        return "putih" if light > 0.95 else "hitam" if light < 0.1 else "kelabu"
    degrees = hue * 360
    if degrees >= 330:
        return "merah"
    return next((name for limit, name in _HUES if degrees < limit), "ungu")


def mark(hexadecimal: str) -> str:
    """A mark that says the same as the colour."""
    return MARKS.get(word(hexadecimal), "")


def ink_on(hexadecimal: str) -> str:
    """Black or white, whichever is read better on the colour (WCAG 2, relative luminance)."""
    if hexadecimal == "none":
        return INK
    light = _luminance(hexadecimal)
    return PAPER if 1.05 / (light + 0.05) > (light + 0.05) / (_luminance(INK) + 0.05) else INK


def _parts(hexadecimal: str) -> tuple[float, float, float]:
    red, green, blue = (int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(hexadecimal: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(hexadecimal)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
