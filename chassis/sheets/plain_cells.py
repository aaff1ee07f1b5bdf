"""Facts about the cells of an .xlsx sheet with usual markup, by patterns.

Many times as fast as parsing every element. The caller must check first that cells are
written as <c r="A1" s="1" t="s">, with the reference first. Pure.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from chassis.sheets.cell import NOT_HELD, UNCALCULATED, NoValue

FORMULA_BEGINS = (b"<f>", b"<f ", b"<f/")
SPACED = re.compile(rb"<!|</f>\s|<v>\s")
SUSPECT = (b"</f></c>", b"/></c>", b"<v></v>")
"""A sheet with a formula that has no value contains one of these."""
ZERO = (b"</f><v>0</v>", b"</f><v>-0</v>", b"/><v>0</v>", b"/><v>-0</v>")
UNCERTAIN = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"([^<>]*)>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*'
    rb"(<v>\s*</v>|<v\s*/>|<v>-?0</v>)?\s*</c>"
)
MISPLACED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]* t="inlineStr"[^<>]*>\s*<v>\s*[^<\s]')
SHARED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]* t="s"[^<>]*>\s*<v>([0-9]+)</v>')


def formulas_are_plain(content: bytes) -> bool:
    """Whether `without_value` sees every formula of a sheet."""
    if b"<f" not in content:
        return True
    written = sum(map(content.count, FORMULA_BEGINS))
    seen = sum(content.count(b'">' + begin) for begin in FORMULA_BEGINS)
    return written == seen and (not written or SPACED.search(content) is None)


def without_value(cells: bytes, *, recalculated: bool) -> Iterator[tuple[str, NoValue]]:
    """References of cells that are not blank and have no value, each with its placeholder.

    In a workbook that is to be `recalculated` when it is opened, the value 0 of a formula was
    written by a program that does not calculate.
    """
    suspect = (*SUSPECT, *(ZERO if recalculated else ()))
    if b"<f" in cells and any(mark in cells for mark in suspect):
        for match in UNCERTAIN.finditer(cells):
            kind, value = match[2], match[3]
            if value is None or (
                b' t="' not in kind.replace(b' t="n"', b"") and (recalculated or b"0" not in value)
            ):
                yield match[1].decode(), UNCALCULATED
    if b' t="inlineStr"' in cells:
        for match in MISPLACED.finditer(cells):
            yield match[1].decode(), NOT_HELD


def with_styles(cells: bytes, styles: Collection[str]) -> Iterator[tuple[str, str]]:
    """References of the cells with these styles, each with its style."""
    if styles:
        any_of = "|".join(map(re.escape, styles)).encode()
        pattern = rb'<c r="([A-Z]+[0-9]+)"(?: [a-z]+="[^"<>]*")*? s="(' + any_of + rb')"'
        for match in re.finditer(pattern, cells):
            yield match[1].decode(), match[2].decode()


def with_texts(cells: bytes, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """References of the cells with these shared texts, each with its text."""
    if texts:
        for match in SHARED.finditer(cells):
            text = texts.get(match[2].decode())
            if text is not None:
                yield match[1].decode(), text
