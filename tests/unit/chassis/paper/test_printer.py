"""Pages drawn as PDF in another process: nothing is fetched, and drawing has limits."""

import io
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from chassis.files.settings import FileSettings
from chassis.http.problem import Problem
from chassis.paper.drawing import drawn
from chassis.paper.printer import LIBRARIES, Printer
from chassis.sheets.limits import DEFAULT

PAGE = '<title>Papan</title><main><h1 class="dated">Keadaan hari ini</h1>{more}</main>'


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
async def printer() -> AsyncIterator[Printer]:
    made = Printer(FileSettings())
    yield made
    await made._readers.close()


async def test_a_page_is_drawn_in_another_process_with_its_styles(printer: Printer) -> None:
    html = PAGE.format(more='<p class="no-print">Tidak dicetak</p><p>Dicetak</p>')
    data = await printer.pdf("dewan", html, ["@page { size: A4 }", ".no-print { display: none }"])
    assert data.startswith(b"%PDF")
    (page,) = PdfReader(io.BytesIO(data)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    text = text_of(data)
    assert "Keadaan hari ini" in text
    assert "Dicetak" in text
    assert "Tidak dicetak" not in text


def test_nothing_is_fetched_and_no_link_leads_anywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, place: asked.append(place))
    secret = tmp_path / "rahasia.css"
    secret.write_text('h1::after { content: "BOCOR" }')
    more = (
        '<img src="http://127.0.0.1:9/a.png"><link rel="stylesheet" href="http://127.0.0.1:9/b">'
        f'<link rel="stylesheet" href="file://{secret}"><a href="https://jahat.example/">sini</a>'
        f'<style>@import url("file://{secret}");</style>'
    )
    styles = [f'@import url("file://{secret}"); h1 {{ background: url("http://127.0.0.1:9/c") }}']
    found = drawn(PAGE.format(more=more).encode(), DEFAULT, styles)
    assert found.missing == []
    data = b"".join(found.pieces)
    assert asked == []
    assert "Keadaan hari ini sini" in " ".join(text_of(data).split())
    assert "BOCOR" not in text_of(data)
    assert b"jahat.example" not in data
    assert all("/Annots" not in page for page in PdfReader(io.BytesIO(data)).pages)


async def test_a_machine_without_the_libraries_says_how_to_have_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "weasyprint.py").write_text('raise OSError("cannot load library libpango-1.0-0")')
    monkeypatch.syspath_prepend(tmp_path)
    made = Printer(FileSettings())
    with pytest.raises(Problem) as raised:
        await made.pdf("dewan", PAGE.format(more=""), [])
    await made._readers.close()
    assert (raised.value.status, raised.value.code) == (503, "no-pdf-here")
    assert LIBRARIES in raised.value.detail.indonesian


async def test_what_takes_too_much_is_ended_and_said_and_the_next_page_is_drawn() -> None:
    made = Printer(FileSettings(file_cpu_seconds=5))
    endless = PAGE.format(more="<table>" + "<tr><td>satu<td>dua</tr>" * 100_000 + "</table>")
    with pytest.raises(Problem) as raised:
        await made.pdf("dewan", endless, [])
    assert (raised.value.status, raised.value.code) == (503, "not-drawn")
    assert (await made.pdf("dewan", PAGE.format(more=""), [])).startswith(b"%PDF")
    await made._readers.close()
