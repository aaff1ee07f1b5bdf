"""Codes of SIPD's hierarchy: their levels, by their shape. Pure.

The codes are those of Kepmendagri 050-5889/2021: programs by sector, spending by account.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from chassis.sheets.cell import Cell, is_blank, shown
from chassis.sheets.legible import legible
from chassis.sheets.refusal import Unreadable


class Level(StrEnum):
    """The levels from the highest to the lowest, by their official names."""

    URUSAN = "urusan"
    BIDANG = "bidang"
    ORGANISASI = "organisasi"
    UNIT = "unit"
    PROGRAM = "program"
    KEGIATAN = "kegiatan"
    SUB_KEGIATAN = "sub kegiatan"
    AKUN = "akun"
    KELOMPOK = "kelompok"
    JENIS = "jenis"
    OBJEK = "objek"
    RINCIAN = "rincian objek"
    SUB_RINCIAN = "sub rincian objek"

    @property
    def rank(self) -> int:
        """0 for the highest."""
        return RANKS[self]

    @property
    def is_account(self) -> bool:
        """Whether it is a level of accounts, such as 5.1.02, and not of programs."""
        return self.rank >= RANKS[Level.AKUN]


RANKS = {level: rank for rank, level in enumerate(Level)}
ACCOUNTS = tuple(Level)[RANKS[Level.AKUN] :]
SECTOR = r"[0-9X]\.(?:[0-9]{2}|XX)"
SHAPES = tuple(
    (level, re.compile(shape))
    for level, shape in (
        (Level.URUSAN, r"[0-9X]"),
        (Level.BIDANG, SECTOR),
        (Level.PROGRAM, rf"{SECTOR}\.[0-9]{{2}}"),
        (Level.KEGIATAN, rf"{SECTOR}\.[0-9]{{2}}\.[0-9]\.[0-9]{{2}}"),
        (Level.SUB_KEGIATAN, rf"{SECTOR}\.[0-9]{{2}}\.[0-9]\.[0-9]{{2}}\.[0-9]{{2,4}}"),
        (Level.ORGANISASI, r"(?:[0-9]\.[0-9]{2}\.){3}[0-9]{2}(?:\.[0-9]{4})?"),
    )
)
ACCOUNT = re.compile(
    r"[4-7]\.[0-9](?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2,3}(?:\.[0-9]{4,5})?)?)?)?"
)
LONE = re.compile(r"[4-7]")


def code_of(cell: Cell) -> str:
    """The code in a cell; empty where there is none.

    Raises Unreadable: not-text, cell-error, formula-without-value, and code-from-number for a
    number that may have lost a zero: 2.1 may be 2.10.
    """
    cell = legible(cell)
    if is_blank(cell):
        return ""
    text = shown(cell).rstrip(". ").replace(" ", "").upper()
    if isinstance(cell, float) and not cell.is_integer() and level_of(text) is not Level.BIDANG:
        raise Unreadable("code-from-number", value=text)
    if not isinstance(cell, str | int | float) or isinstance(cell, bool):
        raise Unreadable("not-text", value=text)
    return text


def level_of(code: str) -> Level | None:
    """The level of a code by its shape alone; None for a text of no such shape.

    A single digit is an urusan; `levels_of` knows better.
    """
    if ACCOUNT.fullmatch(code):
        return ACCOUNTS[code.count(".")]
    return next((level for level, shape in SHAPES if shape.fullmatch(code)), None)


def levels_of(codes: Sequence[str]) -> list[Level | None]:
    """The levels of codes in the order of a sheet.

    A single digit is an akun when an account follows it; an organisasi repeated directly is its
    unit.
    """
    levels = [level_of(code) for code in codes]
    for at, (here, below) in enumerate(pairwise(codes)):
        follower = levels[at + 1]
        if LONE.fullmatch(here) and follower and follower.is_account and below.startswith(here):
            levels[at] = Level.AKUN
        elif here == below and follower is Level.ORGANISASI:
            levels[at + 1] = Level.UNIT
    return levels


def may_hold(upper: Level, upper_code: str, lower: Level, lower_code: str) -> bool:
    """Whether a row belongs below an earlier one: of a lower level, and within its code."""
    if upper.rank >= lower.rank:
        return False
    within_organisation = Level.ORGANISASI in (upper, lower) or Level.UNIT in (upper, lower)
    if within_organisation or upper.is_account != lower.is_account:
        return True
    return upper_code == "X" or lower_code.startswith(f"{upper_code}.") or "X" in upper_code


def parents_of(coded: Sequence[tuple[Level, str]]) -> list[int | None]:
    """For each row the place of its parent among them; None for the highest."""
    parents: list[int | None] = []
    open_rows: list[int] = []
    for at, (level, code) in enumerate(coded):
        while open_rows and not may_hold(*coded[open_rows[-1]], level, code):
            open_rows.pop()
        parents.append(open_rows[-1] if open_rows else None)
        open_rows.append(at)
    return parents
