"""What the mails say, and what they cannot be made to say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from aiosmtplib.email import quote_address
from hypothesis import given
from hypothesis import strategies as st

from contracts import StatusChanged
from contracts.words import ContactRole
from notifier.alerting.policy import Message
from notifier.channels.email.address import NOT_IN_A_NAME, AddressNotValid, one_line
from notifier.channels.email.message import Letter, write
from notifier.channels.email.wording import days_past_due, word
from notifier.delivery.delivery import Delivery
from tests.unit.notifier.given import DOMAIN, START, change
from tests.unit.notifier.hostile import hostile_text
from tests.unit.notifier.mail_readers import read, received

SENDER = Address("Rencana Aksi Kukar", "aksi", DOMAIN)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
LINE = Delivery(
    key="late:QW-01:1:1:mail:kepala@kominfo.example",
    alert="late:QW-01:1",
    rule="late",
    item_id="QW-01",
    region="kukar",
    agency="DISKOMINFO",
    episode=1,
    step="1",
    message="late",
    role=ContactRole.HEAD,
    recipient="kepala@kominfo.example",
    name="Kepala Diskominfo",
    message_id=f"<abc@{DOMAIN}>",
    created_at=START,
    counts_from=START,
    next_at=START,
)


def letter(facts: StatusChanged, **more: Any) -> Letter:
    given_letter = Letter(
        delivery=LINE,
        facts=facts,
        agency_name="Dinas Komunikasi dan Informatika",
        portal="https://aksi.example/",
        now=NOW,
    )
    return replace(given_letter, **more)


def bodies(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return str(plain.get_content()), str(html.get_content())


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
    mail = received(write(letter(change("late")), SENDER))
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
    facts = change("critical", planned_percent=60.0, actual_percent=41.26, deviation=-18.74)
    mail = received(write(letter(facts, delivery=replace(LINE, message="critical")), SENDER))
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
    facts = change("done", 2, done_at=done_at)
    last = replace(LINE, message="done", step="closed", replies_to=LINE.message_id)
    mail = received(write(letter(facts, delivery=last), SENDER))
    assert mail["Subject"] == f"[SELESAI] Layanan kependudukan daring - {how}"
    assert mail["In-Reply-To"] == mail["References"] == LINE.message_id
    assert "Yang kami mohon" not in bodies(mail)[0]


def test_an_item_without_reports_is_said_to_have_none() -> None:
    mail = write(letter(change("late", last_report=None, reports=0)), SENDER)
    assert "belum ada laporan" in bodies(received(mail))[0]


def test_machines_are_told_that_no_person_wrote_it() -> None:
    mail = received(write(letter(change("late")), SENDER))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "id"
    assert mail["Message-ID"] == LINE.message_id
    assert mail["Date"].datetime == NOW
    assert mail["From"].addresses == (SENDER,)


def test_the_html_is_indonesian_fits_a_phone_and_loads_nothing() -> None:
    page = Tags(bodies(received(write(letter(change("late")), SENDER)))[1])
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
    assert days_past_due(change("late"), now) == days


WANTED = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("List-Id", "Content-Language", "MIME-Version", "Content-Type"),
]


@given(
    title=hostile_text.filter(bool),
    name=hostile_text,
    agency=hostile_text,
    region=hostile_text,
    role=st.sampled_from(ContactRole),
)
def test_no_text_adds_a_header_an_address_a_tag_or_a_link(
    title: str, name: str, agency: str, region: str, role: ContactRole
) -> None:
    facts = change("late").model_copy(update={"title": title, "region": region})
    line = replace(LINE, name=name, role=role, region=region)
    mail = write(letter(facts, delivery=line, agency_name=agency), SENDER)

    strict = read(mail)
    assert strict.names == WANTED
    assert strict.mailbox("From") == ("Rencana Aksi Kukar", SENDER.addr_spec)
    assert strict.mailbox("To")[1] == LINE.recipient
    subject = strict.text("Subject")
    assert subject == one_line(word("late", facts, agency, role, NOW).subject)

    parsed = received(mail)
    assert parsed.keys() == WANTED
    assert [one.addr_spec for one in parsed["To"].addresses] == [LINE.recipient]
    assert parsed["Subject"] == subject
    assert not parsed.defects

    text, html = bodies(parsed)
    plain = bodies(
        received(write(letter(change("late"), delivery=replace(line, name="x")), SENDER))
    )
    assert text.count("\n") == plain[0].count("\n")
    page, plain_page = Tags(html), Tags(plain[1])
    assert page.seen == plain_page.seen
    assert [a["href"] for tag, a in page.seen if tag == "a"] == [
        "https://aksi.example/kemajuan/butir/QW-01"
    ]


@given(title=hostile_text.filter(bool), name=hostile_text)
def test_no_line_of_a_mail_is_longer_than_mail_may_be(title: str, name: str) -> None:
    mail = write(letter(change("late", title=title), delivery=replace(LINE, name=name)), SENDER)
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
    facts = change("late", title=typed)
    mail = write(letter(facts, delivery=replace(LINE, name=typed)), SENDER)
    subject = f"[TERLAMBAT] {typed} - 3 hari lewat tenggat"
    assert (read(mail).text("Subject"), received(mail)["Subject"]) == (subject, subject)
    shown = one_line(typed.translate(NOT_IN_A_NAME))
    assert read(mail).mailbox("To") == (shown, LINE.recipient)
    assert typed in bodies(received(mail))[0]


def test_a_mail_in_answer_names_the_first_one_and_nothing_more() -> None:
    last = replace(LINE, message="done", step="closed", replies_to=LINE.message_id)
    strict = read(write(letter(change("done", 2), delivery=last), SENDER))
    assert sorted(strict.names) == sorted([*WANTED, "In-Reply-To", "References"])
    assert strict.raw("In-Reply-To") == strict.raw("References") == LINE.message_id


def test_a_message_id_that_holds_a_line_end_is_not_written() -> None:
    spoiled = replace(LINE, message_id="<a@b>\r\nBcc: orang@lain.example")
    with pytest.raises(ValueError, match="no word of a header"):
        write(letter(change("late"), delivery=spoiled), SENDER)


def test_a_hostile_title_is_shown_as_it_was_typed() -> None:
    facts = change("late", title='<script>alert("1")</script> & {{ a }}\r\nBcc: x@y.example')
    mail = received(write(letter(facts), SENDER))
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
    mail = received(write(letter(change("late", title=title)), SENDER))
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
        write(letter(change("late"), delivery=replace(LINE, recipient=email)), SENDER)


@given(local=st.text(min_size=1, max_size=20), domain=st.text(min_size=1, max_size=20))
def test_any_recipient_is_written_to_as_it_stands_or_refused(local: str, domain: str) -> None:
    email = f"{local}@{domain}"
    try:
        mail = write(letter(change("late"), delivery=replace(LINE, recipient=email)), SENDER)
    except AddressNotValid:
        return
    assert read(mail, utf8=True).mailbox("To") == (LINE.name, email)
    assert quote_address(email) == f"<{email}>"  # what the envelope says
    if email.isascii():
        assert [one.addr_spec for one in received(mail)["To"].addresses] == [email]


@pytest.mark.parametrize("message", ["late", "critical"])
@pytest.mark.parametrize("role", list(ContactRole))
def test_every_office_is_asked_for_something(message: Message, role: ContactRole) -> None:
    line = replace(LINE, message=message, role=role)
    text, html = bodies(received(write(letter(change("late"), delivery=line), SENDER)))
    assert "Yang kami mohon" in text
    assert "Yang kami mohon" in html
