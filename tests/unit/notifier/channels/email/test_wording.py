"""What each message says, to each office."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from notifier.alerting.policy import CLOSING_STEP
from notifier.channels.email.asks import asks
from notifier.channels.email.figures import number, percent
from notifier.channels.email.gists import MESSAGES
from notifier.delivery.delivery import State
from tests.unit.notifier.channels.email.letters import (
    AGENCY,
    LINE,
    NO_BREAK,
    OFFICES,
    letter,
    noticed,
    texts,
    written,
)
from tests.unit.notifier.delivery.episodes import facts_of

ENDS = ("moved", "handed_over", "cancelled", "recovered", "done")
SAID = replace(
    LINE,
    state=State.SENT,
    sent_at=datetime(2026, 11, 22, 1, tzinfo=UTC),
    said_due=date(2026, 11, 10),
    message_id="<first@kukarkab.example>",
)
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("late", {}, "3 hari lewat tenggat", "telah 3 hari melewati tenggat"),
    ("critical", {}, "27,5 poin di bawah rencana", "tertinggal 27,5 poin persen"),
    (
        "due_soon",
        {"due": date(2026, 12, 1), "to_status": "on_track"},
        "5 hari kerja lagi",
        "tenggatnya 1 Desember 2026, 5 hari kerja lagi.",
    ),
    (
        "due_soon",
        {"due": date(2026, 11, 24), "to_status": "on_track"},
        "tenggatnya hari ini",
        "belum selesai dan tenggatnya hari ini",
    ),
    ("window_closing", {"period": "2026-M10"}, "laporan Oktober 2026", "Laporan Oktober 2026"),
    (
        "window_closing",
        {"period": "2026-M10", "last_day": date(2026, 11, 26)},
        "laporan Oktober 2026 paling lambat 26 November 2026",
        "diterima sampai 26 November 2026",
    ),
    (
        "window_closed",
        {"period": "2026-M10"},
        "laporan Oktober 2026 belum masuk",
        "Waktu melapor sudah berakhir",
    ),
    ("no_progress", {"period": "2026-M10"}, "kemajuan tetap 72,5 %", "sampai Oktober 2026"),
    ("fell", {}, "kemajuan turun menjadi 72,5 %", "lebih rendah daripada laporan sebelumnya"),
    (
        "scissors",
        {"budget": 2_000_000_000, "spent": 500_000_000},
        "fisik 72,5 %, keuangan 25 %",
        "Rp 500.000.000 dari Rp 2.000.000.000",
    ),
    ("done_without_evidence", {"to_status": "done"}, "tanpa bukti", "belum ada satu pun bukti"),
]


@pytest.mark.parametrize(("message", "facts", "how", "said"), CASES)
def test_a_message_says_what_holds(
    message: str, facts: dict[str, Any], how: str, said: str
) -> None:
    line = replace(LINE, message=message)
    subject, plain, html = texts(letter(noticed(facts_of(**facts), line)))
    assert how in subject
    for body in (plain, html):
        assert said in body
        assert AGENCY in body
        assert "https://aksi.example/kemajuan/butir/QW-01" in body


@pytest.mark.parametrize("message", [one for one in MESSAGES if one not in ENDS])
@pytest.mark.parametrize("office", OFFICES)
def test_every_office_is_asked_for_something_while_the_rule_holds(
    message: str, office: str
) -> None:
    assert asks(message, office)
    line = replace(LINE, message=message, role=office)
    for body in texts(letter(noticed(facts_of(), line)))[1:]:
        assert "Yang kami mohon" in body


@pytest.mark.parametrize("message", ENDS)
def test_an_end_asks_for_nothing_and_has_no_button_to_answer(message: str) -> None:
    line = replace(LINE, message=message, step=CLOSING_STEP)
    for body in texts(letter(noticed(facts_of(), line, before=SAID)))[1:]:
        assert "Yang kami mohon" not in body
        assert "Tanggapi" not in body
        assert "PENGINGAT" not in body


@pytest.mark.parametrize(
    ("message", "facts", "said"),
    [
        ("done", {"done_at": date(2026, 11, 24)}, "selesai pada 24 November 2026, 3 hari lewat"),
        ("done", {"done_at": date(2026, 11, 1)}, "tepat waktu"),
        ("done", {}, "telah selesai. Peringatan"),
        ("recovered", {}, "tidak lagi terlambat"),
        ("cancelled", {}, "dibatalkan"),
        (
            "moved",
            {"due": date(2026, 12, 31)},
            "berubah dari 10 November 2026 menjadi 31 Desember 2026",
        ),
        ("handed_over", {"agency": "DINKES"}, f"kini {AGENCY}"),
        ("handed_over", {}, "kini perangkat daerah lain"),
    ],
)
def test_an_end_says_why_it_ended(message: str, facts: dict[str, Any], said: str) -> None:
    line = replace(LINE, message=message, step=CLOSING_STEP)
    for body in texts(letter(noticed(facts_of(**facts), line, before=SAID)))[1:]:
        assert said in body


def test_a_moved_due_day_that_was_not_told_is_not_invented() -> None:
    line = replace(LINE, message="moved", step=CLOSING_STEP)
    said = texts(letter(noticed(facts_of(), line, before=replace(SAID, said_due=None))))[1]
    assert "berubah menjadi 21 November 2026" in said


def test_a_due_day_that_came_back_is_not_said_to_have_been_another() -> None:
    line = replace(LINE, message="moved", step=CLOSING_STEP)
    subject, plain, _ = texts(letter(noticed(facts_of(due=date(2026, 11, 10)), line, before=SAID)))
    assert "semula" not in subject
    assert "berubah menjadi 10 November 2026" in plain


def test_who_is_told_in_place_of_vacant_offices_reads_so() -> None:
    line = replace(LINE, instead_of=("officer", "verifier"))
    for body in texts(letter(noticed(facts_of(), line)))[1:]:
        assert "Jabatan PPTK dan Kepala Bidang kosong, karena itu Anda yang diberi tahu." in body


def test_the_words_of_a_hand_over_are_told() -> None:
    line = replace(LINE, words="Mohon\r\nditangani bersama.")
    for body in texts(letter(noticed(facts_of(), line)))[1:]:
        assert "“Mohon ditangani bersama.”" in body


def test_a_reminder_says_since_when_the_reader_knows() -> None:
    subject, plain, _ = texts(letter(noticed(facts_of(), replace(LINE, step="2"), before=SAID)))
    assert subject.startswith("[TERLAMBAT] Pengingat: Layanan")
    assert "kami sudah memberi tahu Anda pada 22 November 2026" in plain


def test_the_day_of_the_first_message_is_the_regions_own() -> None:
    late = replace(SAID, sent_at=datetime(2026, 11, 22, 16, 30, tzinfo=UTC))  # past midnight there
    plain = texts(letter(noticed(facts_of(), replace(LINE, step="2"), before=late)))[1]
    assert "pada 23 November 2026" in plain


def test_a_message_is_answered_on_its_page() -> None:
    for body in texts(letter(noticed(facts_of(), respond="https://aksi.example/t/abc")))[1:]:
        assert "Tanggapi peringatan ini" in body
        assert "https://aksi.example/t/abc" in body
    for body in texts(letter(noticed(facts_of())))[1:]:
        assert "Tanggapi" not in body


def test_a_decision_is_no_item() -> None:
    facts = facts_of(
        "decision/k-7",
        title="Tambah tenaga pendata.",
        decision="Tambah tenaga pendata.",
        kind=None,
        pillar=None,
        to_status=None,
        decided_item="QW-01",
    )
    line = replace(LINE, message="decision_overdue")
    subject, plain, html = texts(letter(noticed(facts, line)))
    assert subject == "[KEPUTUSAN] Tambah tenaga pendata. - 3 hari lewat batas waktu"
    for body in (plain, html):
        assert "Keputusan Dewan Smart City di atas telah 3 hari melewati batas waktu" in body
        assert "https://aksi.example/kemajuan/keputusan/k-7" in body
        assert "QW-01" in body
        assert "Kemajuan" not in body


def test_a_message_of_another_policy_is_still_written() -> None:
    subject, *_ = texts(letter(noticed(facts_of(), replace(LINE, message="of-another-policy"))))
    assert subject.startswith("[PERINGATAN] Layanan")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (99.999, "99,9 %"),
        (99.95, "99,9 %"),
        (99.94, "99,9 %"),
        (100.0, "100 %"),
        (100.04, "100 %"),
        (41.26, "41,3 %"),
        (0.0, "0 %"),
        (0.04, "kurang dari 0,1 %"),
        (0.05, "0,1 %"),
        (112.5, "112,5 %"),
    ],
)
def test_what_is_not_all_is_not_shown_as_all_and_what_is_not_nothing_not_as_nothing(
    value: float, shown: str
) -> None:
    assert percent(value) == shown


def test_no_line_of_a_page_begins_with_a_percent_sign() -> None:
    html = written(letter(noticed(facts_of()))).get_body(("html",))
    assert html is not None
    assert f"72,5{NO_BREAK}% dari rencana 100{NO_BREAK}%" in html.get_content()
    assert " %" not in html.get_content()


def test_points_are_no_percent() -> None:
    assert (number(99.99), number(18.74), number(0.04)) == ("100", "18,7", "kurang dari 0,1")


def test_days_follow_the_clock_of_the_letter() -> None:
    later = letter(noticed(facts_of()), now=datetime(2026, 11, 24, 2, tzinfo=UTC) + timedelta(7))
    assert "10 hari lewat tenggat" in texts(later)[0]
