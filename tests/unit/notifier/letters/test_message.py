"""A letter as a mail: its headers, its parts, and the same words as the council's page."""

import io
import re
from base64 import b64encode
from email.headerregistry import Address
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from PIL import Image

from contracts import CouncilLetter
from contracts.council_letter import PDF_BYTES_MOST
from contracts.words import Status
from notifier.letters.message import LetterNotWritten, LetterWriter
from notifier.letters.wording import on_plan, subject
from tests.unit.notifier.hostile import hostile_text
from tests.unit.notifier.letters.given_letters import EXAMPLE, NOW, a_delivery, a_letter
from tests.unit.notifier.mail_readers import read, received
from tests.unit.tracker.letters.given_letters import facts, sums
from tests.unit.tracker.overviews import an_overview
from tests.unit.tracker.pages.test_letter_paper import html_of
from tracker.letters.letter import letter_of

WRITER = LetterWriter(Address("Rencana Aksi", "aksi", "kukar.example"), "https://aksi.example/")


def mail_of(letter: CouncilLetter, **delivery: Any) -> bytes:
    return WRITER.written(letter, a_delivery(**delivery), NOW).mail


def html_in(mail: bytes) -> str:
    body = received(mail).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_its_headers_say_that_a_program_wrote_to_a_list() -> None:
    headers = read(mail_of(a_letter()))
    assert headers.mailbox("To") == ("Dewan Smart City", "Dewan@kukar.example")
    assert headers.text("Subject") == (
        "[SURAT DEWAN] Kutai Kartanegara, 2 November 2026: 4,5 poin di belakang rencana, "
        "2 quick win terlambat"
    )
    assert headers.raw("Message-ID") == "<0123456789@kukar.example>"
    assert headers.raw("Auto-Submitted") == "auto-generated"
    assert headers.raw("Precedence") == "bulk"
    assert headers.raw("List-Id").endswith(".peringatan-rencana-aksi.kukar.example>")


def test_it_has_plain_text_html_the_curve_as_a_picture_and_the_pdf() -> None:
    mail = received(mail_of(a_letter()))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        *("multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"),
        "application/pdf",
    ]
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "surat-dewan-kukar-2026-W45.pdf"
    assert attached.get_content() == b"%PDF-1.7\n"
    picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<kurva>"
    assert 'src="cid:kurva"' in html_in(mail_of(a_letter()))
    assert Image.open(io.BytesIO(picture.get_content())).size == (1040, 440)


def test_without_a_pdf_nothing_is_attached_and_none_is_promised() -> None:
    mail = mail_of(a_letter(pdf=""))
    assert list(received(mail).iter_attachments()) == []
    assert "terlampir" not in html_in(mail)


def test_html_and_plain_text_say_the_same() -> None:
    written = WRITER.written(a_letter(), a_delivery(), NOW)
    page = unescape(html_in(written.mail))
    for told in (
        *("Belum: 4,5 poin di belakang rencana. 2 quick win terlambat.", "66,8 %, rencana 71,3 %"),
        *("33 hari, batasnya 30 September 2026", "61,5 % dari capaian ditandatangani"),
        *("September 2026, tepat waktu sampai 7 Oktober 2026: 88 dari 96 butir dilaporkan.",),
        *("Menjadi terlambat (1)", "31 Oktober 2026 menjadi 15 Desember 2026", "lewat 5 hari"),
        *("Batas tepat waktu laporan Oktober 2026", "65,2 %, rencana 69,1 % (-3,9 poin)"),
        *("https://aksi.example/kemajuan/surat/2026-W45", "kontrak-kritis-2007, bukti-2026-1"),
    ):
        assert told in page, told
        assert told in written.plain, told
    assert "None" not in page + written.plain


def test_links_in_the_html_lead_to_the_pages_of_the_portal() -> None:
    links = re.findall(r'href="([^"]*)"', html_in(mail_of(a_letter())))
    assert links
    assert all(link.startswith("https://aksi.example/kemajuan/") for link in links)


def test_the_largest_is_smaller_than_half_a_million_bytes() -> None:
    pdf = b64encode(b"x" * PDF_BYTES_MOST).decode()
    assert len(mail_of(a_letter(pdf=pdf))) < 500_000


@pytest.mark.parametrize("late", [0, 2])
@pytest.mark.parametrize("done", [0.0, 4.0, 5.6, 5.5])
def test_the_sentence_is_that_of_the_page(done: float, late: int) -> None:
    overview = an_overview(
        groups={("living", "DINKES", "quick_win"): sums(late=late, weight_done=done)}
    )
    letter = letter_of(facts(overview=overview))
    page = " ".join(unescape(html_of(letter)).split())
    assert f'<p class="lead">{on_plan(letter)}</p>' in page


def test_a_letter_of_nothing_can_be_read() -> None:
    nothing = letter_of(facts(overview=an_overview(), period=None, measures={}))
    page = html_in(mail_of(nothing))
    assert "Belum ada laporan yang dihitung." in page
    assert "None" not in page
    assert subject(nothing).endswith("belum ada laporan yang dihitung")


def test_all_on_plan_is_said_in_the_subject() -> None:
    letter = a_letter(
        verdict=Status.ON_TRACK, quick_wins={**EXAMPLE["quick_wins"], "by_status": []}
    )
    assert subject(letter).endswith("2 November 2026: sesuai rencana")


def test_an_address_that_is_none_is_refused_with_the_reason() -> None:
    with pytest.raises(LetterNotWritten, match="address not valid"):
        mail_of(a_letter(), recipient="bukan alamat")


@given(hostile_text)
def test_what_people_wrote_is_no_header_and_no_markup(text: str) -> None:
    words = text[:200]
    late = {**EXAMPLE["late_quick_wins"][0], "title": words, "agency_name": words}
    letter = a_letter(region_name=words, late_quick_wins=[late])
    mail = mail_of(letter, name=words)
    names = read(mail).names
    assert names[:9] == read(mail_of(a_letter())).names[:9]
    page = html_in(mail)
    assert "<script" not in page
    assert page.count("<h1") == 1
