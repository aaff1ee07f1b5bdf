"""What the mails say, and what they cannot be made to say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import StatusChanged
from contracts.words import ContactRole
from notifier.address import AddressNotValid
from notifier.delivery import Delivery
from notifier.message import Letter, write
from notifier.policy import Message
from notifier.wording import days_past_due
from tests.unit.notifier.given import DOMAIN, START, change

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


def received(mail: EmailMessage) -> EmailMessage:
    """The mail as the other side reads it."""
    parsed = message_from_bytes(mail.as_bytes(), policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


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
            "https://aksi.example/items/QW-01",
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


hostile = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\r\n\t\0<>&\"'@,;:()[]\\=?_ {}%\u202e\u2028"),
    max_size=300,
)


@given(title=hostile.filter(bool), name=hostile, agency=hostile, role=st.sampled_from(ContactRole))
def test_no_title_or_name_adds_a_header_an_address_or_a_tag(
    title: str, name: str, agency: str, role: ContactRole
) -> None:
    plain = received(write(letter(change("late")), SENDER))
    line = replace(LINE, name=name, role=role)
    spoiled = write(letter(change("late", title=title), delivery=line, agency_name=agency), SENDER)
    mail = received(spoiled)
    assert sorted(mail.keys()) == sorted(plain.keys())
    assert [one.addr_spec for one in mail["To"].addresses] == [LINE.recipient]
    assert "\n" not in mail["Subject"]
    assert mail["Subject"].endswith(" - 3 hari lewat tenggat")
    before, after = (Tags(bodies(one)[1]).seen for one in (plain, mail))
    asked_for = {"li", "ol", "h2"}  # how many depends on the office
    assert [t for t, _ in before if t not in asked_for] == [
        t for t, _ in after if t not in asked_for
    ]


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
    "email", ['a"b@x.example', "a,b@x.example", "a@@x", "(a@x.example", "a@b@c"]
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
    assert [one.addr_spec for one in received(mail)["To"].addresses] == [email]


@pytest.mark.parametrize("message", ["late", "critical"])
@pytest.mark.parametrize("role", list(ContactRole))
def test_every_office_is_asked_for_something(message: Message, role: ContactRole) -> None:
    line = replace(LINE, message=message, role=role)
    text, html = bodies(received(write(letter(change("late"), delivery=line), SENDER)))
    assert "Yang kami mohon" in text
    assert "Yang kami mohon" in html
