"""What the caller of an import is told: of both kinds of files, by one piece of code."""

import io
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import Request, UploadFile

from chassis.files.importing import import_answer
from chassis.http.problem import Problem
from chassis.sheets.refusal import FileRefused
from chassis.text import Language


class Readers:
    """Hands out the bytes, one file at a time, and notes who was in the line."""

    def __init__(self) -> None:
        self.owners: list[str] = []

    @asynccontextmanager
    async def turn(self, owner: str) -> AsyncIterator[None]:
        self.owners.append(owner)
        yield

    async def received(self, upload: UploadFile) -> bytes:
        return await upload.read()


@dataclass
class Rows:
    """A file of which `refused` rows are wrong."""

    refused: int
    applied: bool
    made_by: str = ""

    def body(self, language: Language) -> dict[str, Any]:
        self.made_by = threading.current_thread().name
        return {"accepted": 2, "refused": self.refused, "language": language}


async def told(rows: Rows | FileRefused, *, dry_run: bool = False) -> dict[str, Any]:
    async def work(data: bytes) -> Rows:
        assert data == b"isi"
        if isinstance(rows, FileRefused):
            raise rows
        return rows

    request = Request({"type": "http", "headers": [(b"accept-language", b"en")]})
    readers: Any = Readers()
    answer = await import_answer(
        request,
        UploadFile(io.BytesIO(b"isi")),
        owner="petugas",
        readers=readers,
        dry_run=dry_run,
        work=work,
    )
    assert readers.owners == ["petugas"]
    return answer


@pytest.mark.parametrize(
    ("rows", "dry_run"),
    [(Rows(0, True), False), (Rows(1, True), False), (Rows(1, False), True)],
    ids=["all of it", "a part of it", "a dry run"],
)
async def test_the_counts_are_told_in_the_readers_language(rows: Rows, dry_run: bool) -> None:
    said = await told(rows, dry_run=dry_run)
    assert said == {
        **{"accepted": 2, "refused": rows.refused, "language": "en"},
        **{"dry_run": dry_run, "applied": rows.applied},
    }


async def test_refused_rows_of_which_nothing_was_applied_are_a_422_with_every_count() -> None:
    with pytest.raises(Problem) as caught:
        await told(Rows(3, False))
    assert (caught.value.status, caught.value.code) == (422, "import-refused")
    assert caught.value.extra["refused"] == 3
    assert caught.value.extra["applied"] is False


async def test_a_file_that_is_too_large_is_a_413() -> None:
    refused = FileRefused.because("file-too-large", size=11, limit=10)
    with pytest.raises(Problem) as caught:
        await told(refused)
    assert (caught.value.status, caught.value.code) == (413, "file-too-large")


async def test_thousands_of_errors_are_not_rendered_on_the_event_loop() -> None:
    rows = Rows(0, True)
    await told(rows)
    assert rows.made_by != threading.main_thread().name
