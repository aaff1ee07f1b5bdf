"""What a message about many says: all are counted, the worst are told in full."""

import re
from dataclasses import replace
from datetime import date, timedelta

from notifier.channels.email.letter import Letter, Notice
from notifier.channels.email.message import write
from notifier.channels.email.summary import MOST_IN_FULL
from notifier.delivery.delivery import Delivery
from tests.unit.notifier.channels.email.letters import LINE, SENDER, letter, noticed, texts
from tests.unit.notifier.delivery.episodes import facts_of

DUE = date(2026, 11, 21)


def late(n: int, line: Delivery = LINE) -> Notice:
    facts = facts_of(f"QW-{n:02}", title=f"Butir nomor {n:02}", due=DUE - timedelta(n))
    return noticed(facts, line, respond=f"https://aksi.example/t/{n}")


def critical(n: int, points: float) -> Notice:
    facts = facts_of(f"QC-{n:02}", title=f"Kritis nomor {n:02}", deviation=-points)
    return noticed(facts, replace(LINE, message="critical"))


def sixty() -> Letter:
    return letter(*(late(n) for n in range(60)))


def test_sixty_late_are_counted_and_the_thirty_worst_told() -> None:
    subject, plain, html = texts(sixty())
    assert subject == "[TERLAMBAT] 60 quick win terlambat"
    for body in (plain, html):
        told = re.findall(r"Butir nomor (\d\d)", body)
        assert told == [f"{n:02}" for n in range(59, 29, -1)]
        assert "60 hal perlu perhatian Anda: 60 quick win terlambat." in body
        assert "30 lagi" in body
        assert "https://aksi.example/peringatan" in body
        assert body.count("Pastikan laporan kemajuan terakhir sudah masuk") == 1


def test_each_that_is_told_has_its_page_and_its_answer() -> None:
    for body in texts(letter(late(1), late(2)))[1:]:
        for n in (1, 2):
            assert f"https://aksi.example/kemajuan/butir/QW-{n:02}" in body
            assert f"https://aksi.example/t/{n}" in body


def test_what_is_worst_is_first_whatever_order_they_come_in() -> None:
    done = noticed(facts_of("QD-01", title="Yang selesai"), replace(LINE, message="done"))
    of = letter(done, critical(1, 12.0), late(3), critical(2, 30.0), late(9))
    subject, plain, _ = texts(of)
    assert subject == "[TERLAMBAT] 2 quick win terlambat, 2 quick win kritis dan 1 lainnya"
    order = re.findall(r"Butir nomor \d\d|Kritis nomor \d\d|Yang selesai", plain)
    assert order == [
        "Butir nomor 09",
        "Butir nomor 03",
        "Kritis nomor 02",
        "Kritis nomor 01",
        "Yang selesai",
    ]


def test_a_group_without_room_is_still_counted() -> None:
    of = letter(*(late(n) for n in range(MOST_IN_FULL)), critical(1, 12.0), critical(2, 13.0))
    plain = texts(of)[1]
    assert "2 quick win kritis" in plain
    assert "Kritis nomor" not in plain
    assert "2 lagi tidak tercantum" in plain


def test_kinds_are_named_together() -> None:
    of = letter(late(1), noticed(facts_of("RA-01", kind="action")))
    assert "2 rencana aksi dan quick win terlambat" in texts(of)[0]


def test_a_digest_says_that_it_is_one_also_with_a_single_notice() -> None:
    of = letter(late(1, replace(LINE, digest=True)), is_digest=True)
    subject, plain, html = texts(of)
    assert subject == "Ringkasan harian: 1 quick win terlambat"
    for body in (plain, html):
        assert "RINGKASAN HARIAN" in body
        assert "Butir nomor 01" in body


def test_what_was_held_says_so() -> None:
    of = letter(late(1, replace(LINE, held=True)), late(2), is_digest=True)
    for body in texts(of)[1:]:
        assert body.count("Pesan ini tidak langsung dikirim") == 1


def test_the_first_day_of_a_region_says_what_it_is() -> None:
    line = replace(LINE, step="go-live", digest=True, role="delivery_team")
    for body in texts(letter(late(1, line), late(2, line), is_digest=True))[1:]:
        assert "Peringatan mulai berjalan hari ini" in body


def test_ends_together_say_that_something_ended() -> None:
    line = replace(LINE, step="closed", message="done")
    subject, plain, _ = texts(letter(late(1, line), late(2, line)))
    assert subject == "[SELESAI] 2 quick win selesai"
    assert "2 peringatan kepada Anda berakhir: 2 quick win selesai." in plain


def test_programs_are_told_of_all() -> None:
    data = write(sixty(), SENDER).data
    notices = data["notices"]
    assert isinstance(notices, list)
    assert len(notices) == 60
    assert notices[7]["item_id"] == "QW-07"
    assert notices[7]["due"] == "2026-11-14"


def test_a_message_of_two_thousand_is_small() -> None:
    mail = write(letter(*(late(n) for n in range(2000))), SENDER).mail
    assert len(mail) < 200_000
