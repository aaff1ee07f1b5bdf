"""The unit that the header of a column of money says. Pure."""

import re

from chassis.sheets.header_row import ColumnPlace

SCALES = (
    (re.compile(r"\bmil[iy]ar", re.IGNORECASE), "miliar", 10**9),
    (re.compile(r"\b(?:juta|jt)", re.IGNORECASE), "juta", 10**6),
    (re.compile(r"\b(?:ribu|rb)|\b000\b", re.IGNORECASE), "ribu", 10**3),
)


def scale_of(place: ColumnPlace) -> tuple[str, int] | None:
    """The unit in the header of a column of money, such as juta, and its factor; None of rupiah."""
    for pattern, unit, factor in SCALES:
        if pattern.search(place.wording):
            return unit, factor
    return None
