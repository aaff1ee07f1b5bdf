"""Rows as CSV that no spreadsheet program calculates. Pure."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be calculated where it is opened."""


def csv_of(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV (RFC 4180); what would be a formula is text: people have typed it."""
    text = StringIO()
    csv.writer(text).writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def _as_text(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
