"""Draws a page as PDF, in the child process (chassis/files/child.py): nothing is fetched, and what
its styles and pictures refer to is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.sheets.limits import Limits

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF in pieces; or what is missing on this machine to draw one."""

    pieces: list[bytes]
    missing: list[str]


def drawn(page: bytes, limits: Limits, styles: Sequence[str]) -> Drawn:
    """The PDF of a page in HTML with these styles. Its links lead nowhere and are left out."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - needs libraries of the system
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError) as error:
        return Drawn([], [str(error)[:300]])

    class Refusing(URLFetcher):  # type: ignore[misc] # without types
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"nothing is fetched: {url[:100]}")

    refusing = Refusing()
    html = HTML(string=page.decode(), url_fetcher=refusing)
    for link in html.etree_element.iter("a"):
        link.attrib.pop("href", None)
    sheets = [CSS(string=one, url_fetcher=refusing) for one in styles]
    data: bytes = html.write_pdf(stylesheets=sheets)
    return Drawn([data[at : at + PIECE] for at in range(0, len(data), PIECE)], [])
