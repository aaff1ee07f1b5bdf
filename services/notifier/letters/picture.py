"""A letter's curve as a picture: readers of mail show no SVG. Pure."""

import io
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from chassis.web import figures
from contracts.council_letter import LetterPoint

WIDTH, HEIGHT = 1040, 440
"""Drawn at twice the size at which it is shown."""
LEFT, RIGHT, TOP, BOTTOM = 84, 16, 24, 64
FONT = 36
PLANNED, ACTUAL, MONEY, GRID = "#55606b", "#0b5394", "#8a5a00", "#d5dbe1"
DASH, DOT = (16, 10), (5, 9)
Spot = tuple[float, float]


def curve_picture(points: Sequence[LetterPoint], today: date) -> bytes | None:
    """A PNG with what is planned dashed, what is done bold, money dotted; None without points."""
    if len(points) < 2:
        return None
    first, whole = points[0].day, (points[-1].day - points[0].day).days

    def place(day: date, percent: float) -> Spot:
        across = LEFT + (day - first).days / whole * (WIDTH - LEFT - RIGHT)
        within = min(100.0, max(0.0, percent))
        return across, HEIGHT - BOTTOM - within / 100 * (HEIGHT - TOP - BOTTOM)

    image = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
    draw = ImageDraw.Draw(image)
    _axes(draw, points, place(first, 0)[1], [(n, place(first, n)[1]) for n in (0, 50, 100)])
    across = place(min(max(today, first), points[-1].day), 0)[0]
    _broken(draw, [(across, TOP), (across, HEIGHT - BOTTOM)], DOT, PLANNED, 2)
    _broken(draw, [place(one.day, one.planned_percent) for one in points], DASH, PLANNED, 4)
    spent = [place(one.day, one.money_percent) for one in points if one.money_percent is not None]
    _broken(draw, spent, DOT, MONEY, 5)
    done = [place(one.day, one.actual_percent) for one in points if one.actual_percent is not None]
    draw.line(done, fill=ACTUAL, width=6, joint="curve")
    for x, y in done:
        draw.ellipse((x - 8, y - 8, x + 8, y + 8), fill=ACTUAL)
    file = io.BytesIO()
    image.quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()


def _axes(
    draw: ImageDraw.ImageDraw,
    points: Sequence[LetterPoint],
    floor: float,
    grid: Sequence[tuple[int, float]],
) -> None:
    font = ImageFont.load_default(FONT)
    for number, height in grid:
        draw.line([(LEFT, height), (WIDTH - RIGHT, height)], fill=GRID, width=2)
        draw.text((LEFT - 12, height), str(number), PLANNED, font, anchor="rm")
    first, last = points[0].day, points[-1].day
    draw.text((LEFT, floor + 12), figures.day(first, "id"), PLANNED, font, anchor="lt")
    draw.text((WIDTH - RIGHT, floor + 12), figures.day(last, "id"), PLANNED, font, anchor="rt")


def _broken(
    draw: ImageDraw.ImageDraw,
    line: Sequence[Spot],
    dash: tuple[int, int],
    colour: str,
    width: int,
) -> None:
    """A line in dashes that go on around its corners."""
    drawn, gap = dash
    behind = 0.0
    for (x0, y0), (x1, y1) in pairwise(line):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        at = -behind
        while at < length:
            begin, end = max(0.0, at), min(length, at + drawn)
            if end > begin:
                spots = [
                    (x0 + (x1 - x0) * part / length, y0 + (y1 - y0) * part / length)
                    for part in (begin, end)
                ]
                draw.line(spots, fill=colour, width=width)
            at += drawn + gap
        behind = length - (at - drawn - gap)
