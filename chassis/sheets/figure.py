"""Numbers as people write them: Rp 1.250.000,50, 5,6 %, Rp 1,6 M. Pure.

Indonesian rules come first: a dot groups thousands, a comma starts the fraction. A number that
can only be English is read as English; an amount of money that can be both is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from chassis.sheets.about_money import amounts_meant, without_remark
from chassis.sheets.cell import Cell, Percent, shown, visible_text
from chassis.sheets.footnote import without_footnote
from chassis.sheets.refusal import Unreadable

CURRENCY = re.compile(r"^(rp|idr)\.?\s*", re.IGNORECASE)
NO_CENTS = re.compile(r"[.,]\s*[-–—]+\.?$")
RUPIAH = re.compile(r"\s*rupiah$", re.IGNORECASE)
PERCENT = re.compile(r"\s*(%|persen|percent)$", re.IGNORECASE)
SCALE_WORD = re.compile(
    r"^(?P<figure>.*[0-9])\s*(?P<word>triliun|trilyun|t|miliar|milyar|m|juta|jt|ribu|rb)\.?$",
    re.IGNORECASE,
)
SCALES = {"t": 10**12, "m": 10**9, "j": 10**6, "r": 10**3}
PLAIN = re.compile(r"[0-9]+")
NO_DIGIT = re.compile(r"[^0-9]")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[ .,\u00a0][0-9]{3})+")
ONE_GROUP = re.compile(r"([1-9][0-9]{0,2})([.,])([0-9]{3})")
DECIMAL_POINT = re.compile(
    r"[-(+]?\s*(?:rp\.?|idr)?\s*"
    r"(?:[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+)[^0-9.,]*",
    re.IGNORECASE,
)
DIGITS_MOST = 30
NUMBER_MOST = 10 ** (DIGITS_MOST + 1)
"""Numbers beyond it are refused before anything is computed with them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The number in a cell, with its percent sign and scale word."""

    amount: Decimal
    percent: bool = False
    """It has a percent sign: 5,6 % is amount 5.6."""
    scaled: bool = False
    """`amount` includes the factor of a word such as juta or M."""
    rupiah: bool = False
    """It is written with Rp or IDR."""


def read_figure(cell: Cell, *, money: bool = False, point: bool = False) -> Figure:
    """The number in a cell. Raises Unreadable: not-a-number, number-too-large, ambiguous-number;
    amount-not-exact of money.

    With `money` the words ribu, juta, miliar (M) and triliun are read, and an ambiguous number
    is refused; with `point`, a decimal mark elsewhere in the file, 3.125 is ambiguous as well.
    """
    if isinstance(cell, bool) or cell is None:
        raise Unreadable("not-a-number", value=shown(cell))
    if isinstance(cell, int | float) and _is_finite(cell):
        if not -NUMBER_MOST < cell < NUMBER_MOST:
            raise Unreadable("number-too-large", value=f"{Decimal(cell):.3g}")
        if isinstance(cell, Percent) and not money:
            return Figure(Decimal(repr(float(cell))), percent=True)
        if not isinstance(cell, Percent):
            return Figure(Decimal(repr(cell)))
    if not isinstance(cell, str):
        raise Unreadable("not-a-number", value=shown(cell))
    text = without_footnote(visible_text(cell))
    if not money:
        return _read_text(text, money=False, point=point)
    return _read_money(text, point=point)


@lru_cache(maxsize=8192)
def _read_money(text: str, *, point: bool) -> Figure:
    bare = without_remark(text).rstrip(" ;:")
    try:
        return _read_text(bare, money=True, point=point)
    except Unreadable as error:
        meant = amounts_meant(text) if error.code == "not-a-number" else ()
        if not meant or not all(_is_money(one) for one in meant):
            raise
    raise Unreadable("amount-not-exact", value=text, proposals=meant)


def _is_money(text: str) -> bool:
    try:
        _read_text(text, money=True, point=False)
    except Unreadable as error:
        return error.code == "ambiguous-number"
    return True


def _is_finite(number: float) -> bool:
    return isinstance(number, int) or isfinite(number)


@lru_cache(maxsize=8192)
def _read_text(text: str, *, money: bool, point: bool) -> Figure:
    rest, sign = _sign(text)
    bare, currency = CURRENCY.subn("", rest)
    rest, late_sign = _sign(NO_CENTS.sub("", bare))
    if sign + late_sign == -2:
        raise Unreadable("not-a-number", value=text)
    scale, percent = 1, False
    if money:
        rest, named = RUPIAH.subn("", rest)
        currency += named
        if word := SCALE_WORD.match(rest):
            rest, scale = word["figure"], SCALES[word["word"][0].casefold()]
    elif mark := PERCENT.search(rest):
        rest, percent = rest[: mark.start()], True
    doubtful = (money and (scale > 1 or "," in rest)) or (point and "." in rest)
    amount = _unsigned(text, rest.strip(), doubtful=doubtful)
    return Figure(sign * late_sign * amount * scale, percent, scale > 1, currency > 0)


def _sign(text: str) -> tuple[str, int]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), -1
    if text[:1] in {"-", "−", "–"} and len(text) > 1:
        return text[1:].strip(), -1
    return text.removeprefix("+").strip(), 1


def _unsigned(text: str, rest: str, *, doubtful: bool) -> Decimal:
    if len(rest) > DIGITS_MOST:
        raise Unreadable("not-a-number", value=text)
    if PLAIN.fullmatch(rest):
        return Decimal(rest)
    if one := ONE_GROUP.fullmatch(rest):
        return _one_group(text, one[1], one[2], one[3], doubtful=doubtful)
    if GROUPED.fullmatch(rest) and len(set(NO_DIGIT.findall(rest))) == 1:
        return Decimal(NO_DIGIT.sub("", rest))
    whole, mark, fraction = _split_at_last_mark(rest)
    if mark and PLAIN.fullmatch(fraction) and (not whole or _is_whole(whole, mark)):
        return Decimal(f"{NO_DIGIT.sub('', whole) or '0'}.{fraction}")
    raise Unreadable("not-a-number", value=text)


def _one_group(text: str, whole: str, mark: str, rest: str, *, doubtful: bool) -> Decimal:
    if doubtful:
        small = f"{whole},{rest}"
        raise Unreadable("ambiguous-number", value=text, small=small, large=f"{whole}{rest}")
    return Decimal(whole + rest) if mark == "." else Decimal(f"{whole}.{rest}")


def _split_at_last_mark(rest: str) -> tuple[str, str, str]:
    at = max(rest.rfind("."), rest.rfind(","))
    return (rest[:at], rest[at], rest[at + 1 :]) if at >= 0 else (rest, "", "")


def _is_whole(whole: str, mark: str) -> bool:
    """Whether `whole` is digits, grouped or not, without the fraction's `mark`."""
    return mark not in whole and bool(PLAIN.fullmatch(whole) or GROUPED.fullmatch(whole))


def uses_decimal_point(cells: Iterable[Cell]) -> bool:
    """Whether one of the texts is a number in which a point can only be a decimal mark."""
    return any(isinstance(cell, str) and DECIMAL_POINT.fullmatch(cell.strip()) for cell in cells)


def as_number(amount: Decimal) -> float:
    """The amount with the 15 digits that a spreadsheet keeps: a round trip does not change it.

    Below 1 it has at most 12 decimals, so that it can also be written without an exponent.
    """
    return float(f"{round(amount, 12) if abs(amount) < 1 else amount:.15g}")


@lru_cache(maxsize=8192)
def as_kept(number: float) -> float:
    """The number with the precision of a spreadsheet."""
    return as_number(Decimal(repr(number)))


FIRST_FIGURE = re.compile(r"[0-9][0-9.,]*")


def figure_within(text: str) -> float | None:
    """The first number in a text such as "6.000 nelayan"; None without one."""
    if match := FIRST_FIGURE.search(text):
        try:
            return as_number(read_figure(match[0].rstrip(".,")).amount)
        except Unreadable:
            return None
    return None
