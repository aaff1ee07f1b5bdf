"""Footnote marks: superscript digits after a number or a text, as in 45,5¹. Pure."""

import re

SUPERSCRIPT = re.compile("[¹²³⁰ⁱ⁴-⁹⁺⁻⁼⁽⁾ⁿ]")
MARK = re.compile(r"\s*[¹²³⁰⁴-⁹⁽⁾](?:[\s,]*[¹²³⁰⁴-⁹⁽⁾])*\s*$")
UNIT = re.compile(r"(?:^|[^A-Za-z])[A-Za-z]{1,3}$")
TEN = re.compile(r"(?:^|[^0-9.,])10$")
RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "*")
RAISABLE = re.compile(r"[0-9()\s,*]+")


def without_footnote(text: str) -> str:
    """The text without the footnote mark at its end.

    A power is not a mark and stays: m², km³, and 10⁶, which is not read as a number.
    """
    if text.isascii() or (match := MARK.search(text)) is None:
        return text
    before, mark = text[: match.start()], match[0].strip()
    if not before or TEN.search(before) or (mark in {"²", "³"} and UNIT.search(before)):
        return text
    return before


def raised(text: str) -> str:
    """A run of text formatted as superscript, converted to superscript characters.

    Otherwise a mark after 250000 would become a digit of it. Words stay unchanged.
    """
    return text.translate(RAISED) if RAISABLE.fullmatch(text) else text
