"""Columns of an export, by the words of their header: code, name, money, or left out. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chassis.sheets.calendar_date import MONTH_OF
from chassis.sheets.cell import column_letters
from chassis.sheets.key import header_key
from tracker.sipd.standing import (
    TOTAL,
    UP_TO,
    Standing,
    standing_of_planned,
    standing_of_realised,
)

Months = tuple[int, int]
"""First and last month, both from 1 and inclusive."""
YEAR_MONTHS: Months = (1, 12)


class Measure(StrEnum):
    """What a column of money says."""

    BUDGET = "budget"
    CASH_PLAN = "cash-plan"
    REALISATION = "realisation"


class Part(StrEnum):
    """What a column is."""

    CODE = "code"
    NAME = "name"
    MONEY = "money"
    RATIO = "ratio"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `column` counts from 0."""

    column: int
    part: Part
    header: str
    """Its texts from top to bottom."""
    measure: Measure | None = None
    """None for months whose measure the sheet must tell."""
    months: Months | None = None
    """The months it covers; None where the header does not say."""
    group: str = ""
    """The group of spending, such as operasi; empty for all."""
    standing: Standing = Standing.PLAIN
    """Whether it holds beside another column of the same figure."""
    cell: str = ""
    """The cell of its header's lowest text."""

    @property
    def letters(self) -> str:
        """The column's letters, as in a spreadsheet."""
        return column_letters(self.column)

    @property
    def is_month(self) -> bool:
        """Whether it covers a single month."""
        return self.months is not None and self.months[0] == self.months[1]


GROUPS = (
    ("operasi", re.compile(r"\boperasi(?:onal)?\b", re.IGNORECASE)),
    ("modal", re.compile(r"\bmodal\b", re.IGNORECASE)),
    ("tak terduga", re.compile(r"\bt(?:ida|a)k\s+terduga\b", re.IGNORECASE)),
    ("transfer", re.compile(r"\btransfer\b", re.IGNORECASE)),
)
RATIO = re.compile(
    r"%|persen|pro?sentase|presentase|rasio|capaian|selisih|deviasi|\bsisa\b|bertambah|berkurang"
    r"|\b(?:lebih|kurang)\b|penambahan|pengurangan|\+\s*/\s*[-−–]",
    re.IGNORECASE,
)
CODE = re.compile(r"^(?:kode|no(?:mor)?\.?\s*rek|rekening)", re.IGNORECASE)
NAME = re.compile(r"^(?:uraian|nama\b|nomenklatur|program|(?:sub\s*)?kegiatan)", re.IGNORECASE)
CASH_PLAN = re.compile(
    r"\brak\b|anggaran\s+kas|rencana\s+(?:anggaran\s+)?kas|penarikan", re.IGNORECASE
)
REALISATION = re.compile(r"\brealisasi\b|\blra\b", re.IGNORECASE)
BUDGET = re.compile(r"\banggaran\b|\bpagu\b", re.IGNORECASE)
PHYSICAL = re.compile(
    r"\b(?:fisik|vol(?:ume)?|satuan(?!\s+kerja)|kinerja)\b",
    re.IGNORECASE,
)
FINANCIAL = re.compile(r"\b(?:keuangan|rupiah|rp|uang)\b", re.IGNORECASE)
YEAR_BEFORE = re.compile(r"\btahun\s+(?:yang\s+)?(?:lalu|sebelumnya)\b", re.IGNORECASE)
QUARTER = re.compile(r"\b(?:tri\s*wulan|tw)\.?\s*(iv|iii|ii|i|[1-4])\b", re.IGNORECASE)
HALF = re.compile(r"\b(?:semester|smt)\.?\s*(ii|i|[12])\b", re.IGNORECASE)
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WORD = re.compile(r"[A-Za-z]+")
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def months_in(text: str) -> Months | None:
    """The months that a header or title names: Juli, s.d. Juli, Januari - Juli, Triwulan II."""
    if match := QUARTER.search(text):
        last = 3 * _number(match[1])
        return (1 if UP_TO.search(text) else last - 2, last)
    if match := HALF.search(text):
        last = 6 * _number(match[1])
        return (1 if UP_TO.search(text) else last - 5, last)
    found = [MONTH_OF[w.casefold()] for w in WORD.findall(text) if w.casefold() in MONTH_OF]
    if not found:
        return None
    if len(found) == 1 and UP_TO.search(text):
        return (1, found[0])
    return (min(found), max(found))


def _number(digit: str) -> int:
    return ROMAN.get(digit.casefold()) or int(digit)


def column_of(column: int, texts: Sequence[str], year: int | None, cell: str = "") -> Column:
    """The meaning of a column by its header's texts, from top to bottom, the lowest in `cell`.

    Money of another year than the sheet's is left out, and so is what is no money: the physical
    realisation, a volume.
    """
    header = " ".join(texts)
    part, measure, months = Part.OTHER, None, None
    if RATIO.search(header):
        part = Part.RATIO
    elif any(CODE.search(text) for text in texts):
        part = Part.CODE
    elif _is_of_another_year(header, year):
        part = Part.OTHER
    elif (found := _money(header)) is not None:
        if not _is_physical(texts):
            part, (measure, months) = Part.MONEY, found
    elif any(NAME.search(text) for text in texts):
        part = Part.NAME
    standing = standing_of_realised if measure is Measure.REALISATION else standing_of_planned
    group = group_in(header)
    return Column(column, part, header, measure, months, group, standing(texts), cell)


def says_version(texts: Sequence[str]) -> bool:
    """Whether a single text tells figures apart, and not what they are of: Keuangan, Bulan Ini."""
    if len(texts) != 1 or _money(texts[0]) is not None:
        return False
    (text,) = texts
    is_money_or_not = PHYSICAL.search(text) or FINANCIAL.search(text)
    standings = {standing_of_realised(texts), standing_of_planned(texts)}
    return bool(is_money_or_not) or standings != {Standing.PLAIN}


def _is_of_another_year(header: str, year: int | None) -> bool:
    another = year is not None and any(int(y) != year for y in YEAR.findall(header))
    return another or bool(YEAR_BEFORE.search(header))


def _is_physical(texts: Sequence[str]) -> bool:
    """Whether the lowest text that says either says physical, and not money alone."""
    for text in reversed(texts):
        if PHYSICAL.search(text):
            return True
        if FINANCIAL.search(text):
            return False
    return False


def group_in(header: str) -> str:
    """The group of spending that a header names."""
    return next((group for group, words in GROUPS if words.search(header)), "")


def _money(header: str) -> tuple[Measure | None, Months | None] | None:
    months = months_in(header)
    if REALISATION.search(header):
        return Measure.REALISATION, months
    if CASH_PLAN.search(header):
        return Measure.CASH_PLAN, months or YEAR_MONTHS
    if months is not None:
        return (Measure.CASH_PLAN if BUDGET.search(header) else None), months
    if BUDGET.search(header):
        return Measure.BUDGET, None
    if TOTAL.match(header) and header_key(header) in {"total", "jumlah", "totalsetahun"}:
        return None, YEAR_MONTHS
    return None
