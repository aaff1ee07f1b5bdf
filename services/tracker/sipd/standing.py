"""Which of several columns of one figure holds, by the words of their headers. Pure."""

import re
from collections.abc import Sequence
from enum import IntEnum


class Standing(IntEnum):
    """How much of the figure a column has, by its words; a higher one holds."""

    PART = 0
    """Less than the whole: one month, up to the month before, the budget before its change."""
    PLAIN = 1
    """No word says it."""
    CHANGED = 2
    """Perubahan: the changed budget, where no other column is "setelah perubahan"."""
    WHOLE = 3
    """Realised up to this month; the budget after its change."""


PREVIOUS = re.compile(r"\b(?:lalu|sebelum(?:nya)?)\b", re.IGNORECASE)
CUMULATIVE = re.compile(r"\b(?:k[uo]mulatif|akumulasi)\b", re.IGNORECASE)
THIS_MONTH = re.compile(
    r"\b(?:hari|minggu|bulan|tri\s*wulan|tw|semester|periode)\s+(?:ini|berjalan)\b", re.IGNORECASE
)
UP_TO = re.compile(r"\bs\s*[./]?\s*d\b|sampai|hingga", re.IGNORECASE)
TOTAL = re.compile(r"\b(?:total|jumlah)\b", re.IGNORECASE)
ORIGINAL = re.compile(r"\b(?:sebelum|murni|induk|semula|awal|asli)\b", re.IGNORECASE)
AFTER = re.compile(r"\b(?:setelah|sesudah|menjadi)\b", re.IGNORECASE)
CHANGED = re.compile(r"\bperubahan\b|\bp[\s-]*apbd\b|\bapbd[\s-]*p\b|\bdppa\b", re.IGNORECASE)


def standing_of_realised(texts: Sequence[str]) -> Standing:
    """Of a realisation, by the header's texts from top to bottom: the lowest that says it."""
    for at in reversed(range(len(texts))):
        text = texts[at]
        if PREVIOUS.search(text):
            return Standing.PART
        if CUMULATIVE.search(text):
            return Standing.WHOLE
        if THIS_MONTH.search(text):
            is_up_to = UP_TO.search(text) or any(map(_is_only_up_to, texts[:at]))
            return Standing.WHOLE if is_up_to else Standing.PART
        if UP_TO.search(text) or TOTAL.search(text):
            return Standing.WHOLE
    return Standing.PLAIN


def _is_only_up_to(text: str) -> bool:
    """Whether a text such as "Realisasi s.d." is completed by the one below it."""
    return bool(UP_TO.search(text)) and not THIS_MONTH.search(text)


def standing_of_planned(texts: Sequence[str]) -> Standing:
    """Of a budget or cash plan, by the header's texts from top to bottom."""
    for text in reversed(texts):
        if ORIGINAL.search(text):
            return Standing.PART
        if AFTER.search(text):
            return Standing.WHOLE
        if CHANGED.search(text):
            return Standing.CHANGED
    return Standing.PLAIN
