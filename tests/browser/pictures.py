"""Draws the main pages of a running demonstration into docs/pictures (make pictures)."""

import asyncio
import json
from pathlib import Path
from typing import Any

from playwright.async_api import Error, Page, ViewportSize, async_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.evidence_files import photo

PICTURES = Path("docs/pictures")
SIZES: dict[str, ViewportSize] = {
    "ponsel": {"width": 360, "height": 740},
    "meja": {"width": 1100, "height": 800},
}
"""Phone and desktop."""


async def draw(page: Page, size: str, name: str) -> None:
    """One picture, and its name on the screen."""
    file = PICTURES / f"{name}-{size}.png"
    await page.wait_for_load_state("networkidle")
    try:
        await page.screenshot(path=file)
    except Error:  # Chromium may not have drawn the page yet
        await page.screenshot(path=file)
    print(f"  {file}")


async def sign_in(page: Page, account: dict[str, str]) -> None:
    """Fill in the page to which a stranger is led."""
    await page.get_by_label("Nama pengguna").fill(account["username"])
    await page.get_by_label("Kata sandi").fill(account["password"])
    await page.get_by_role("button", name="Masuk").click()


async def report(page: Page, size: str, tracker: str, account: dict[str, str]) -> None:
    """Sign in, report on what is most urgent, and give a photo."""
    await page.goto(f"{tracker}/kemajuan/")
    await draw(page, size, "masuk")
    await sign_in(page, account)
    await draw(page, size, "tugas")
    await page.locator("ul.tasks h2 a").first.click()
    await draw(page, size, "butir")
    await page.locator("a.button", has_text="Lapor").click()
    await draw(page, size, "lapor")
    await page.get_by_role("button", name="Periksa").click()
    obstacle = page.get_by_role("textbox", name="Kendala")
    if await obstacle.count():
        await page.get_by_label("Kategori kendala").select_option("pengadaan")
        await obstacle.fill("Menunggu pengadaan alat")
        await page.get_by_label("Tindak lanjut").fill("Kontrak ditandatangani pekan depan")
    await draw(page, size, "periksa")
    await page.get_by_role("button", name="Kirim laporan").click()
    await page.get_by_role("link", name="Tambah foto atau dokumen").click()
    await page.get_by_label("Foto atau dokumen").set_input_files(
        {"name": "lapangan.jpg", "mimeType": "image/jpeg", "buffer": photo(colour="seagreen")}
    )
    await page.get_by_role("button", name="Kirim bukti").click()
    await draw(page, size, "tanda-terima")
    await page.get_by_role("link", name="Koreksi laporan ini").click()
    await draw(page, size, "koreksi")


async def look(page: Page, size: str, tracker: str, account: dict[str, str]) -> None:
    """Sign in as the council does, and look at what is late."""
    await page.goto(f"{tracker}/kemajuan/")
    await sign_in(page, account)
    await draw(page, size, "semua")
    await page.get_by_role("link", name="Dewan", exact=True).click()
    await draw(page, size, "dewan")
    await page.get_by_role("link", name="Pelaporan", exact=True).click()
    await draw(page, size, "pelaporan")


async def review(page: Page, size: str, tracker: str, account: dict[str, str]) -> None:
    """Sign in as a head of division, and look at what waits to be verified."""
    await page.goto(f"{tracker}/kemajuan/pemeriksaan")
    await sign_in(page, account)
    await draw(page, size, "pemeriksaan")


async def answer(page: Page, size: str, notifier: str, account: dict[str, str]) -> None:
    """Sign in as a head, and look at an alert that is to be answered."""
    await page.goto(f"{notifier}/peringatan/")
    await sign_in(page, account)
    await draw(page, size, "peringatan")
    await page.locator("main a[href*='/peringatan/kejadian/']").first.click()
    await draw(page, size, "kejadian")


async def main(running: dict[str, Any]) -> None:
    """The officer's way, the council's, a verifier's and a head's, on a phone and at a desk."""
    officer, council, verifier, head = (
        next(one for one in running["accounts"] if one["role"] == role)
        for role in ("officer", "council", "verifier", "head")
    )
    tracker, notifier = (running["services"][name]["url"] for name in ("tracker", "notifier"))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size, viewport in SIZES.items():
            for visit, url, account in (
                (report, tracker, officer),
                (look, tracker, council),
                (review, tracker, verifier),
                (answer, notifier, head),
            ):
                context = await browser.new_context(viewport=viewport, locale="id-ID")
                await visit(await context.new_page(), size, url, account)
                await context.close()
        await browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    asyncio.run(main(json.loads(Path("var/demo.json").read_text(encoding="utf-8"))))
