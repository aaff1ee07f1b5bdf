"""Notes on how a file was read: the place, and the decision. Pure."""

from dataclasses import dataclass
from typing import Any

from chassis.sheets.note_phrases import NOTES
from chassis.sheets.phrases import phrase
from chassis.text import Language, Text

NOTES_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a sheet, a row or a column; `row` counts from 1, as in a spreadsheet."""

    code: str
    message: Text
    sheet: str
    row: int | None = None
    column: str | None = None

    def body(self, language: Language) -> dict[str, Any]:
        """The note as in a response."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message.in_language(language),
        }


def fewer(notes: list[Note]) -> list[Note]:
    """At most NOTES_MOST notes; the last one gives the number of those left out."""
    if len(notes) <= NOTES_MOST:
        return notes
    count = len(notes) - NOTES_MOST + 1
    return [*notes[: NOTES_MOST - 1], note("notes-left-out", notes[-1].sheet, count=count)]


def note(
    code: str, sheet: str, row: int | None = None, column: str | None = None, /, **facts: object
) -> Note:
    """A note on the sheet named `sheet`."""
    return Note(code, phrase(NOTES, code, {"sheet": sheet, **facts}), sheet, row, column)
