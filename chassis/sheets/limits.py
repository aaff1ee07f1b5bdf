"""The limits of a file. Pure."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The maximum of each; `aksi` reads them from AKSI_FILE_* (chassis/files/settings.py)."""

    file_bytes: int = 10 * MEGABYTE
    expanded_bytes: int = 200 * MEGABYTE
    """All parts of a zipped workbook together."""
    parts: int = 1_000
    """Entries of a zipped workbook."""
    sheets: int = 100
    rows: int = 50_000
    """Of one sheet."""
    columns: int = 200
    """Of one sheet."""
    cells: int = 2_000_000
    """Rows times columns of all sheets together, including blank cells."""
    merges: int = 20_000
    """Of one sheet."""
    strings: int = 500_000
    """Different texts that an .xlsx file shares between its cells."""
    text: int = 32_767
    """Characters of one cell: the limit of Excel."""


DEFAULT = Limits()
