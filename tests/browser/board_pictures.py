"""Draws every committed board of a running demonstration into docs/pictures/boards: on a wall and
on a phone (make board-pictures).
"""

import asyncio
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM

DASHBOARDS = Path("deploy/grafana/dashboards")
PICTURES = Path("docs/pictures/boards")
SIZES: dict[str, ViewportSize] = {
    "dinding": {"width": 1920, "height": 1080},
    "ponsel": {"width": 360, "height": 740},
}
"""A wall and a phone; what is below is in the picture too."""
SINCE = "now-10m"
"""The demonstration has run for minutes, not for the hours that a board shows."""
OF_MONTHS = frozenset({"kurva-s"})
"""Boards that show days before the demonstration, too, which it loads: as they open."""
COLOURS = (256, 128, 64, 32)
BYTES_MOST = 250_000


def small(picture: bytes) -> bytes:
    """A picture of few colours. Raises ValueError where even that is too large."""
    for colours in COLOURS:
        written = io.BytesIO()
        drawn = Image.open(io.BytesIO(picture)).convert("RGB")
        drawn.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if written.tell() < BYTES_MOST:
            return written.getvalue()
    raise ValueError(f"{written.tell()} bytes with {COLOURS[-1]} colours")


def reaches_beyond(widths: Sequence[int]) -> bool:
    """Whether a page is wider than its window, so that it must be pushed sideways."""
    page, window = widths
    return page > window


async def draw(page: Page, address: str) -> bytes:
    """One board as a picture."""
    answer = await page.goto(address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address}: {answer and answer.status}")
    widths = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if reaches_beyond(widths):
        raise SystemExit(f"{address} is {widths[0]} pixels wide in a window of {widths[1]}")
    return small(await page.screenshot(full_page=True))


def keep(name: str, picture: bytes) -> None:
    """Write a picture, and its name on the screen."""
    file = PICTURES / f"{name}.png"
    file.write_bytes(picture)
    print(f"  {file} ({len(picture) // 1000} kB)")


async def main(running: dict[str, Any], uids: Sequence[str]) -> None:
    """Every board in both sizes."""
    if running["boards"] is None:
        raise SystemExit("the demonstration has no Prometheus: apt-get install prometheus")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size, viewport in SIZES.items():
            page = await browser.new_page(viewport=viewport, locale="id-ID")
            for uid in uids:
                name, address = uid.removeprefix("aksi-"), f"{running['boards']}/{uid}"
                since = "" if name in OF_MONTHS else f"?from={SINCE}"
                keep(f"{name}-{size}", await draw(page, address + since))
        await browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = sorted(DASHBOARDS.glob("*.json"))
    uids = [json.loads(path.read_text(encoding="utf-8"))["uid"] for path in found]
    asyncio.run(main(json.loads(Path("var/demo.json").read_text(encoding="utf-8")), uids))
