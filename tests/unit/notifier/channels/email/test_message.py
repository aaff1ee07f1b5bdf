"""What the mails say, and what they cannot be made to say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from aiosmtplib.email import quote_address
from hypothesis import given
from hypothesis import strategies as st

from notifier.channels.email.address import NOT_IN_A_NAME, AddressNotValid, one_line
from notifier.channels.email.gists import MESSAGES
from notifier.channels.email.letter import Letter
from notifier.channels.email.wording import word
from tests.unit.notifier.channels.email.letters import (
    LINE,
    NOW,
    OFFICES,
    SENDER,
    bodies,
    letter,
    mail_of,
    noticed,
    written,
)
from tests.unit.notifier.delivery.episodes import facts_of
from tests.unit.notifier.hostile import hostile_text
from tests.unit.notifier.mail_readers import read, received


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_late_mail_says_what_is_late_by_how_much_and_what_is_asked() -> None:
    mail = received(mail_of(facts_of()))
    assert mail["Subject"] == "[TERLAMBAT] Layanan kependudukan daring - 3 hari lewat tenggat"
    for body in bodies(mail):
        for said in (
            "QW-01",
            "Dinas Komunikasi dan Informatika",
            "21 November 2026",
            "3 hari melewati tenggat",
            "72,5 % dari rencana 100 %",
            "posisi 31 Oktober 2026",
            "Tim Pelaksana",
            "https://aksi.example/kemajuan/butir/QW-01",
            "Yth. Kepala Diskominfo",
        ):
            assert said in body


def test_a_critical_mail_says_how_far_behind_the_plan() -> None:
    facts = facts_of(planned_percent=60.0, actual_percent=41.26, deviation=-18.74)
    mail = received(mail_of(facts, replace(LINE, message="critical")))
    assert mail["Subject"].startswith("[KRITIS] ")
    assert mail["Subject"].endswith(" - 18,7 poin di bawah rencana")
    assert "41,3 % dari rencana 60 %" in bodies(mail)[0]


@pytest.mark.parametrize(
    ("done_at", "how"),
    [
        (date(2026, 11, 24), "selesai 3 hari lewat tenggat"),
        (date(2026, 11, 1), "selesai tepat waktu"),
    ],
)
def test_a_closing_mail_says_whether_it_was_in_time_and_asks_for_nothing(
    done_at: date, how: str
) -> None:
    facts = facts_of(to_status="done", done_at=done_at)
    last = replace(LINE, message="done", step="closed", replies_to=LINE.message_id)
    mail = received(mail_of(facts, last))
    assert mail["Subject"] == f"[SELESAI] Layanan kependudukan daring - {how}"
    assert mail["In-Reply-To"] == mail["References"] == LINE.message_id
    assert "Yang kami mohon" not in bodies(mail)[0]


def test_an_item_without_reports_is_said_to_have_none() -> None:
    mail = mail_of(facts_of(last_report=None, reports=0))
    assert "belum ada laporan" in bodies(received(mail))[0]
    mail = mail_of(facts_of(last_report=None, reports=1))
    assert "belum ada laporan" not in bodies(received(mail))[0]


def test_machines_are_told_that_no_person_wrote_it() -> None:
    mail = received(mail_of(facts_of()))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "id"
    assert mail["Message-ID"] == LINE.message_id
    assert mail["Date"].datetime == NOW
    assert mail["From"].addresses == (SENDER,)


def test_the_html_is_indonesian_fits_a_phone_and_loads_nothing() -> None:
    page = Tags(bodies(received(mail_of(facts_of())))[1])
    tags = [tag for tag, _ in page.seen]
    assert ("html", {"lang": "id"}) in page.seen
    assert any(attrs.get("name") == "viewport" for _, attrs in page.seen)
    assert not {"img", "script", "link", "iframe", "style"} & set(tags)
    assert not any("src" in attrs or "url(" in str(attrs) for _, attrs in page.seen)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2026, 11, 21, 16, tzinfo=UTC), 1),  # midnight in Makassar
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 22, 16, tzinfo=UTC), 2),
        (datetime(2026, 11, 21, 15, 59, tzinfo=UTC), 1),  # a clock that lags: late all the same
    ],
)
def test_days_are_the_regions_own(now: datetime, days: int) -> None:
    assert facts_of().days_late(now) == days


WANTED = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("Precedence", "List-Id", "Content-Language", "MIME-Version", "Content-Type"),
]


@given(
    title=hostile_text.filter(bool),
    names=st.tuples(hostile_text, hostile_text),
    words=hostile_text.filter(one_line),
    message=st.sampled_from([*MESSAGES, "of-another-policy"]),
    office=st.sampled_from(OFFICES),
)
def test_no_text_adds_a_header_an_address_a_tag_or_a_link(
    title: str, names: tuple[str, str], words: str, message: str, office: str
) -> None:
    name, agency = names
    line = replace(LINE, name=name, role=office, message=message, words=words)
    facts = facts_of(title=title)
    mail = mail_of(facts, line, agency_name=agency)

    strict = read(mail)
    assert strict.names == WANTED
    assert strict.mailbox("From") == ("Rencana Aksi Kukar", SENDER.addr_spec)
    assert strict.mailbox("To")[1] == LINE.recipient
    subject = strict.text("Subject")
    notice = noticed(facts, line, agency_name=agency)
    assert subject == one_line(word(notice, letter(notice)).subject)

    parsed = received(mail)
    assert parsed.keys() == WANTED
    assert [one.addr_spec for one in parsed["To"].addresses] == [LINE.recipient]
    assert parsed["Subject"] == subject
    assert not parsed.defects

    text, html = bodies(parsed)
    plain = bodies(received(mail_of(facts_of(), replace(line, name="x", words="y"))))
    assert text.count("\n") == plain[0].count("\n")
    page, plain_page = Tags(html), Tags(plain[1])
    assert page.seen == plain_page.seen
    assert [a["href"] for tag, a in page.seen if tag == "a"] == [
        "https://aksi.example/kemajuan/butir/QW-01"
    ]


@given(title=hostile_text.filter(bool), name=hostile_text, words=hostile_text.filter(one_line))
def test_no_text_adds_a_tag_or_a_link_to_a_message_about_many(
    title: str, name: str, words: str
) -> None:
    def many(title: str, name: str, words: str) -> Letter:
        line = replace(LINE, name=name, words=words)
        return letter(*(noticed(facts_of(f"QW-{n}", title=title), line) for n in range(3)))

    mail, plain = written(many(title, name, words)), written(many("x", "y", "z"))
    assert mail.keys() == WANTED
    assert bodies(mail)[0].count("\n") == bodies(plain)[0].count("\n")
    assert Tags(bodies(mail)[1]).seen == Tags(bodies(plain)[1]).seen


@given(title=hostile_text.filter(bool), name=hostile_text)
def test_no_line_of_a_mail_is_longer_than_mail_may_be(title: str, name: str) -> None:
    mail = mail_of(facts_of(title=title), replace(LINE, name=name))
    assert mail.isascii()
    assert max(len(line) for line in mail.split(b"\r\n")) <= 76
    assert not {b"\r", b"\n"} & {bytes([octet]) for octet in mail.replace(b"\r\n", b"")}


@pytest.mark.parametrize(
    "typed",
    [
        "=?utf-8?q?Layanan=0D=0ABcc=3A_orang=40lain.example?=",
        "=?utf-8?q?Layanan=0D=0A=0D=0A<h1>Bayar_di_sini?=",
        "=?iso-8859-1?b?SQ0KQmNjOiBhQGIuYw==?=",
        "Layanan =?utf-8?q??= kota",
    ],
)
def test_a_text_that_looks_encoded_is_shown_as_it_was_typed(typed: str) -> None:
    mail = mail_of(facts_of(title=typed), replace(LINE, name=typed))
    subject = f"[TERLAMBAT] {typed} - 3 hari lewat tenggat"
    assert (read(mail).text("Subject"), received(mail)["Subject"]) == (subject, subject)
    shown = one_line(typed.translate(NOT_IN_A_NAME))
    assert read(mail).mailbox("To") == (shown, LINE.recipient)
    assert typed in bodies(received(mail))[0]


def test_a_mail_in_answer_names_the_first_one_and_nothing_more() -> None:
    last = replace(LINE, message="done", step="closed", replies_to=LINE.message_id)
    strict = read(mail_of(facts_of(to_status="done"), last))
    assert sorted(strict.names) == sorted([*WANTED, "In-Reply-To", "References"])
    assert strict.raw("In-Reply-To") == strict.raw("References") == LINE.message_id


def test_a_message_id_that_holds_a_line_end_is_not_written() -> None:
    spoiled = replace(LINE, message_id="<a@b>\r\nBcc: orang@lain.example")
    with pytest.raises(ValueError, match="no word of a header"):
        mail_of(facts_of(), spoiled)


def test_a_hostile_title_is_shown_as_it_was_typed() -> None:
    facts = facts_of(title='<script>alert("1")</script> & {{ a }}\r\nBcc: x@y.example')
    mail = received(mail_of(facts))
    shown = '<script>alert("1")</script> & {{ a }} Bcc: x@y.example'
    assert shown in Tags(bodies(mail)[1]).words
    assert shown.removesuffix(" Bcc: x@y.example") in mail["Subject"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Digitalisasi " * 30, "Digitalisasi Digitalisasi Digitalisasi Digitalisasi…"),
        ("x" * 300, "x" * 55 + "…"),
        ("x" * 56, "x" * 56),
    ],
)
def test_a_long_title_is_cut_in_the_subject_and_whole_in_the_mail(title: str, shown: str) -> None:
    mail = received(mail_of(facts_of(title=title)))
    assert mail["Subject"] == f"[TERLAMBAT] {shown} - 3 hari lewat tenggat"
    assert title.strip() in bodies(mail)[1]


@pytest.mark.parametrize(
    "email",
    [
        *('a"b@x.example', "a,b@x.example", "a@@x", "(a@x.example", "a@b@c", "a@[10.0.0.1]"),
        *("=?utf-8?q?a=0D=0ABcc=3A?=@x.example", "a=?utf-8?q?b?=@x.example", "kepàla@x.example"),
        *("a..b@x.example", ".a@x.example", "a.@x.example", "a@x..example", "a@x.example."),
        *("a@x.example\r\nBcc: b@y.example", "a@x.example\n", "a" * 65 + "@x.example"),
        "a@" + "x." * 130 + "example",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(AddressNotValid):
        mail_of(facts_of(), replace(LINE, recipient=email))


@given(local=st.text(min_size=1, max_size=20), domain=st.text(min_size=1, max_size=20))
def test_any_recipient_is_written_to_as_it_stands_or_refused(local: str, domain: str) -> None:
    email = f"{local}@{domain}"
    try:
        mail = mail_of(facts_of(), replace(LINE, recipient=email))
    except AddressNotValid:
        return
    assert read(mail, utf8=True).mailbox("To") == (LINE.name, email)
    assert quote_address(email) == f"<{email}>"  # what the envelope says
    if email.isascii():
        assert [one.addr_spec for one in received(mail)["To"].addresses] == [email]
