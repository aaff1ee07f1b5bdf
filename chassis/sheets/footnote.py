"""Footnote marks: superscript figures behind a figure or a text, as in 45,5¹. Pure."""

import re

SUPERSCRIPT = re.compile("[¹²³⁰ⁱ⁴-⁹⁺⁻⁼⁽⁾ⁿ]")
MARK = re.compile(r"\s*[¹²³⁰⁴-⁹⁽⁾](?:[\s,]*[¹²³⁰⁴-⁹⁽⁾])*\s*$")
UNIT = re.compile(r"(?:^|[^A-Za-z])[A-Za-z]{1,3}$")
TEN = re.compile(r"(?:^|[^0-9.,])10$")
RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "*")
RAISABLE = re.compile(r"[0-9()\s,*]+")


def without_footnote(text: str) -> str:
    """The text without the mark at its end.

    A power is none and stays: m² and km³, and 10⁶, which is no figure that we read.
    """
    if text.isascii() or (match := MARK.search(text)) is None:
        return text
    before, mark = text[: match.start()], match[0].strip()
    if not before or TEN.search(before) or (mark in {"²", "³"} and UNIT.search(before)):
        return text
    return before


def raised(text: str) -> str:
    """A run of text that is set as superscript, written with superscript characters.

    So that a mark behind 250000 does not become a digit of it. Words stay as they are.
    """
    return text.translate(RAISED) if RAISABLE.fullmatch(text) else text
