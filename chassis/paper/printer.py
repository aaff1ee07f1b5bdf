"""Prints pages as PDF for a service, which goes on meanwhile."""

from collections.abc import Sequence

import structlog

from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from chassis.http.problem import Problem
from chassis.paper.drawing import Drawn, drawn
from chassis.sheets.refusal import FileRefused
from chassis.text import Text

log = structlog.get_logger()

LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
"""Packages of Debian that drawing needs."""


class Printer:
    """Draws pages in child processes with the limits of files on memory, time and size; none is
    started before the first page.
    """

    def __init__(self, settings: FileSettings) -> None:
        self._readers = FileReaders[Drawn](drawn, settings, warm_first=False)

    async def pdf(self, owner: str, html: str, styles: Sequence[str]) -> bytes:
        """The PDF of a page. Raises 503 when too many wait, when it takes too much, and with the
        remedy where this machine lacks what draws.
        """
        async with self._readers.turn(owner):
            try:
                found = await self._readers.read(html.encode(), tuple(styles))
            except FileRefused as error:
                log.error("a page was not drawn as PDF", error=str(error)[:300])
                raise not_drawn() from None
        if found.missing:
            log.warning("no page can be drawn as PDF here", error=found.missing[0])
            raise cannot_draw()
        return b"".join(found.pieces)

    async def run(self) -> None:
        """End the child when the service stops."""
        await self._readers.run()


def not_drawn() -> Problem:
    """503: drawing failed, or took too much."""
    return Problem(
        503,
        "not-drawn",
        Text(
            "Halaman ini tidak dapat dijadikan PDF. Cetak saja halamannya dari peramban.",
            "This page cannot be made a PDF. Print it from the browser instead.",
        ),
    )


def cannot_draw() -> Problem:
    """503: this machine lacks libraries."""
    return Problem(
        503,
        "no-pdf-here",
        Text(
            "Server ini belum dapat membuat PDF. Cetak halamannya dari peramban, atau minta "
            f"operator memasang: apt-get install {LIBRARIES}.",
            "This server cannot make a PDF yet. Print the page from the browser, or ask the "
            f"operator for: apt-get install {LIBRARIES}.",
        ),
    )
