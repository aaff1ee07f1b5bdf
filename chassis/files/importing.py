"""Import of a file of rows: received, read, checked, and applied unless it is a dry run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from fastapi import Request, UploadFile
from pydantic import BaseModel, Field

from chassis.files.readers import FileReaders, file_problem
from chassis.http.problem import Problem
from chassis.sheets.refusal import FileRefused
from chassis.text import Language, Text, language_of


class CellError(BaseModel):
    """What is wrong with a cell."""

    sheet: str
    row: int = Field(description="From 1, as a spreadsheet counts.")
    column: str
    cell: str | None = Field(description="Its address such as J17; null where there is no column.")
    value: str | int | float | bool | None
    field: str
    code: str
    message: str


class ReadingNote(BaseModel):
    """How a place of the file was read."""

    sheet: str
    row: int | None
    column: str | None
    code: str
    message: str


class ImportedRows(BaseModel):
    """What became of the rows of a file; in a dry run, what would."""

    accepted: int
    changed: int
    unchanged: int
    refused: int
    errors: list[CellError]
    notes: list[ReadingNote]
    dry_run: bool
    applied: bool


class Imported(Protocol):
    """The result of an import."""

    @property
    def applied(self) -> bool:
        """Whether any of its rows may have been applied."""

    def body(self, language: Language) -> dict[str, Any]:
        """The counts (`refused` among them), every error with its cell, the notes."""


async def import_answer(
    request: Request,
    file: UploadFile,
    *,
    owner: str,
    readers: FileReaders[Any],
    dry_run: bool,
    work: Callable[[bytes], Awaitable[Imported]],
) -> dict[str, Any]:
    """The response body for `file`, whose bytes `work` reads, checks and applies.

    Raises 413 or 422, with the name of the limit, when the file cannot be read, and 422
    import-refused, with every error, when rows were refused and nothing was applied.
    """
    language = language_of(request.headers.get("accept-language", ""))
    try:
        async with readers.turn(owner):
            done = await work(await readers.received(file))
            body = await asyncio.to_thread(done.body, language)  # up to 10,000 errors
    except FileRefused as error:
        raise file_problem(error) from None
    if not dry_run and not done.applied:
        raise _refused(body)
    return {**body, "dry_run": dry_run, "applied": done.applied}


def _refused(body: dict[str, Any]) -> Problem:
    detail = Text(
        f"{body['refused']} baris ditolak, jadi tidak ada yang diterapkan. Perbaiki sel yang "
        "disebut dan kirim lagi, atau minta sebagian (partial=true).",
        f"{body['refused']} rows were refused, so nothing was applied. Mend the cells named "
        "and send it again, or ask for a part (partial=true).",
    )
    return Problem(422, "import-refused", detail, extra={**body, "applied": False})
