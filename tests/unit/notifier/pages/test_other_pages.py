"""The policy in sentences, sample messages, and test messages."""

import re
from typing import get_args

import pytest

from notifier.alerting.policy import End, Wording
from notifier.deeds import TESTED
from notifier.directory.offices import Office
from tests.unit.notifier.pages.an_app import World, form, policy, served
from tests.unit.notifier.pages.test_alert_pages import seen, sent, text

TRY = "/peringatan/uji"


async def test_the_policy_in_force_is_sentences_with_its_version() -> None:
    said = text(await seen(World(), "council", "/peringatan/kebijakan"))
    for part in (
        "Berlaku sekarang: versi kukar-2026-1.",
        "Quick win lewat tenggat Bila statusnya terlambat (hanya quick win). Hari itu juga: PPTK, "
        "Kepala Bidang, Kepala Sesudah 2 hari kerja: Tim Pelaksana Sesudah 5 hari kerja: "
        "Sekretaris Daerah Sesudah 10 hari kerja: Dewan Smart City Menggantikan: Quick win kritis, "
        "Quick win mendekati tenggat",
        "Bila batas waktunya paling lama 14 hari kerja lagi (hanya quick win).",
        "7 hari kerja sebelum batas waktu: PPTK, Kepala Bidang, juga yang sudah diberi tahu",
        "Bila masa lapor ditutup paling lama 2 hari kerja lagi, dan laporannya belum masuk. "
        "Hari itu juga: PPTK, dalam ringkasan harian",
        "Bila fisik dan serapan anggaran berjauhan lebih dari 20 poin.",
        "Bila batas waktu keputusan dewan sudah lewat, dan keputusannya belum dilaksanakan.",
        "Antara pukul 19.00 dan 07.00 tidak ada pesan yang dikirim.",
        "Ringkasan harian dikirim pada hari kerja pukul 07.30",
        "Paling banyak 6 pesan sejam",
    ):
        assert part in said, part


async def test_each_rule_of_the_policy_has_its_sentence() -> None:
    answer = await seen(World(), "planner", "/peringatan/kebijakan")
    conditions = re.findall(r"<p>Bila (.*?)\.</p>", answer.text, re.DOTALL)
    assert len(conditions) == len(policy()["rules"])
    assert all(len(one.strip()) > 10 for one in conditions)


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        (
            "planner",
            ("Daerah kukar: Dewan Smart City", "Kehutanan: Kepala Bidang", "Kesehatan: PPTK"),
            ("jauh",),
        ),
        ("head", ("Daerah kukar: Dewan Smart City", "Kehutanan: Kepala Bidang"), ("Kesehatan",)),
    ],
)
async def test_vacant_offices_are_said_to_whom_they_concern(
    who: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    answer = await seen(World(), who, "/peringatan/kebijakan")
    said = text(answer).partition("Siapa diberi tahu, kapan")[0]
    assert all(one in said for one in there)
    assert not any(one in said for one in not_there)
    assert "Perencanaan" not in said, "who is responsible for nothing needs no offices"


async def test_each_message_is_seen_as_text_and_as_mail_in_a_frame_that_can_do_nothing() -> None:
    world = World()
    listed = await seen(world, "officer", "/peringatan/contoh")
    names = re.findall(r'href="/peringatan/contoh/(\w+)"', listed.text)
    assert {*get_args(Wording), *get_args(End), "gabungan", "ringkasan"} <= set(names)
    for name in names:
        page = await seen(world, "officer", f"/peringatan/contoh/{name}")
        assert page.status_code == 200, name
        framed = f'src="/peringatan/contoh/{name}/surel" sandbox' in page.text
        assert framed is (name != "surat")
    assert "Hanya teks" in page.text
    mail = await seen(world, "officer", "/peringatan/contoh/late/surel")
    assert "Penanaman mangrove di pesisir" in mail.text
    rules = mail.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= set(rules)


async def test_a_sample_says_what_its_facts_say() -> None:
    world = World()
    late = text(await seen(world, "officer", "/peringatan/contoh/late"))
    assert "Perihal [TERLAMBAT] Penanaman mangrove di pesisir - 9 hari lewat tenggat" in late
    moved = text(await seen(world, "officer", "/peringatan/contoh/moved"))
    assert "dari 20 November 2026 menjadi 20 Desember 2026" in moved


@pytest.mark.parametrize("path", ["/peringatan/contoh/nihil", "/peringatan/contoh/nihil/surel"])
async def test_a_message_that_there_is_not_is_not_found(path: str) -> None:
    assert (await seen(World(), "officer", path)).status_code == 404


@pytest.mark.parametrize(
    ("who", "addresses"),
    [
        ("officer", {"pptk@dlhk.example", "kepala@dlhk.example"}),
        (
            "planner",
            {
                *("pptk@dlhk.example", "kepala@dlhk.example", "kepala@dinkes.example"),
                *("tim@bappeda.example", "sekda@kukar.example"),
            },
        ),
        ("far", set()),
    ],
)
async def test_a_test_message_goes_to_an_address_of_the_own_agency_or_region(
    who: str, addresses: set[str]
) -> None:
    answer = await seen(World(), who, TRY)
    assert set(re.findall(r'<option value="([^"]+@[^"]+)"', answer.text)) == addresses


async def test_a_test_message_is_sent_written_down_audited_and_its_outcome_has_an_address() -> None:
    world = World()
    answer = await sent(world, "head", TRY, alamat="pptk@dlhk.example")
    assert answer.status_code == 303
    ((written, address),) = world.mails
    assert address == "pptk@dlhk.example"
    assert "dikirim oleh akun kepala.dlhk pada 30 November 2026 pukul 10.00" in written.plain
    assert b'To: "PPTK DLHK" <pptk@dlhk.example>\r\n' in written.mail
    (entry,) = world.entries
    assert (entry.what, entry.offices, entry.told, entry.by) == (
        "tested",
        (Office.OFFICER,),
        1,
        "kepala.dlhk",
    )
    (deed,) = world.deeds
    assert (deed.what, deed.by, deed.about, deed.details["office"]) == (
        TESTED,
        "kepala.dlhk",
        "DLHK",
        "officer",
    )
    shown = text(await seen(world, "head", answer.headers["location"]))
    assert "Pesan uji diserahkan Kepada PPTK, Dinas Lingkungan Hidup" in shown
    assert (await seen(world, "other", answer.headers["location"])).status_code == 404
    ledger = text(await seen(world, "head", "/peringatan/catatan?apa=tested"))
    assert "Pesan uji dari kepala.dlhk untuk PPTK, diserahkan" in ledger
    assert "@" not in ledger


async def test_what_the_mail_server_refuses_is_said_and_written_down() -> None:
    world = World()
    world.refusal = "550 tidak ada kotak ini"
    answer = await sent(world, "head", TRY, alamat="pptk@dlhk.example")
    shown = text(await seen(world, "head", answer.headers["location"]))
    assert "Pesan uji tidak diterima" in shown
    assert "550 tidak ada kotak ini" in shown
    assert (world.entries[0].told, world.deeds[0].details["outcome"]) == (
        0,
        "550 tidak ada kotak ini",
    )


@pytest.mark.parametrize("address", ["kepala@dinkes.example", "saya@gmail.example", "", "x"])
async def test_to_no_other_address_one_is_sent(address: str) -> None:
    world = World()
    answer = await sent(world, "head", TRY, alamat=address)
    assert (answer.status_code, world.mails, world.entries) == (422, [], [])
    assert "Pilih satu alamat dari daftarnya." in answer.text


async def test_the_council_sends_none() -> None:
    world = World()
    assert (await seen(world, "council", TRY)).status_code == 403
    assert (await sent(world, "council", TRY, alamat="tim@bappeda.example")).status_code == 403
    assert world.mails == []


async def test_one_account_sends_five_an_hour_and_the_sixth_is_told_to_wait() -> None:
    world = World()
    page = await served(world)
    async with page.client("head") as client:
        for number in range(6):
            to = ("pptk@dlhk.example", "kepala@dlhk.example")[number % 2]
            answer = await client.post(TRY, data=form("head", alamat=to))
            assert answer.status_code == (429 if number == 5 else 303)
    assert len(world.mails) == 5
