"""What the pages share on which a workbook is sent, to be looked at before it is applied."""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import UploadFile

from chassis.files.readers import FileReaders
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.sheets.limits import MEGABYTE
from chassis.sheets.note import Note
from chassis.sheets.refusal import FileRefused
from chassis.sheets.rows import LEFT_OUT, UNREAD
from chassis.text import Text

BYTES_MOST = 15_000_000
"""A document of the database has at most 16 MiB."""
NAME_MOST = 200
"""Characters of a file's name that are kept, its last ones."""


async def sent_bytes(
    file: UploadFile | None, readers: FileReaders[Any], owner: str
) -> tuple[str, bytes]:
    """The name and the bytes of the file of a form. Raises 422 where none was chosen, FileRefused
    for one that is too large to keep, 503 when too many wait.
    """
    if file is None:
        message = Text(
            "Berkas: pilih satu buku kerja (.xlsx, .xls, .ods atau .csv).",
            "File: choose a workbook (.xlsx, .xls, .ods or .csv).",
        )
        raise wrong([Fault("file", "missing", message)])
    async with readers.turn(owner):
        data = await readers.received(file)
    if len(data) > BYTES_MOST:
        size, limit = -(-len(data) // MEGABYTE), BYTES_MOST // MEGABYTE
        raise FileRefused.because("file-too-large", size=size, limit=limit)
    return (file.filename or "")[-NAME_MOST:], data


def unread_sheets(notes: Iterable[Note]) -> list[Note]:
    """Which sheets were not read, and why."""
    return [note for note in notes if note.code in UNREAD]


def message_of(problem: Problem) -> Text:
    """What a page says of a problem: its first fault, else the whole."""
    return problem.faults[0].message if problem.faults else problem.detail


def left_out(notes: Iterable[Note]) -> list[Note]:
    """What of the file was not read, and why: sheets, tables, hidden rows and columns."""
    return [note for note in notes if note.code in LEFT_OUT]


def upload_gone() -> Problem:
    """404: the file that was sent is not kept any more, or was another person's."""
    return Problem(
        404,
        "upload-gone",
        Text(
            "Berkas ini tidak ada lagi: berkas disimpan sehari, dan hanya yang terakhir Anda "
            "kirim. Kirim sekali lagi.",
            "This file is gone: a file is kept for a day, and only the last one that you sent. "
            "Send it once more.",
        ),
    )
