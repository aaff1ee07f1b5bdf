"""What a report of a mail that came back says."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from notifier.bounces.report import WHY_MOST, Failed, NotAReport, read_report
from tests.bounce_reports import postfix

ID = "<0123abc@kukar.example>"
HEAD = "kepala@kominfo.example"

EXIM = f"""\
From: Mail Delivery System <Mailer-Daemon@mx.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=abc-eximdsn-1
Subject: Mail delivery failed: returning message to sender
MIME-Version: 1.0

--abc-eximdsn-1
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered to all of its recipients.

--abc-eximdsn-1
Content-type: message/delivery-status

Reporting-MTA: dns; mx.example

Action: failed
Final-Recipient: rfc822;{HEAD}
Status: 5.0.0
Remote-MTA: dns; mail.opd.example
Diagnostic-Code: smtp; 550 mailbox unavailable

--abc-eximdsn-1
Content-type: text/rfc822-headers

From: Aksi <aksi@kukar.example>
Message-Id: {ID}
To: {HEAD}

--abc-eximdsn-1--
""".encode()

WITH_UTF8 = (
    f"""\
Content-Type: multipart/report; report-type=global-delivery-status; boundary=b
MIME-Version: 1.0

--b
Content-Type: text/plain; charset=utf-8

Tidak sampai.
--b
Content-Type: message/global-delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: utf-8; kepala@dinas-pariwisata.example
Original-Recipient: utf-8; Kepala@Dinas-Pariwisata.example
Action: failed
Status: 5.7.1
Diagnostic-Code: X-Postfix; ditolak

--b
Content-Type: message/global-headers

Message-ID: {ID}
Subject: Jalan k\N{LATIN SMALL LETTER E WITH ACUTE}
--b--
"""
).encode()


def test_a_report_of_postfix_says_which_mail_and_whom_it_did_not_reach() -> None:
    report = read_report(postfix(ID, HEAD))
    why = "returned: 5.1.1 550 5.1.1 User unknown"
    assert report.message_id == ID
    assert report.failed == (Failed(frozenset({HEAD}), why, final=True),)


def test_a_report_with_the_headers_alone_is_enough() -> None:
    report = read_report(EXIM)
    why = "returned: 5.0.0 550 mailbox unavailable"
    assert (report.message_id, report.failed) == (ID, (Failed(frozenset({HEAD}), why, final=True),))


def test_a_report_in_utf_8_is_one_too() -> None:
    (failed,) = read_report(WITH_UTF8).failed
    assert failed.mailboxes == {"kepala@dinas-pariwisata.example"}
    assert failed.final


def test_an_address_that_mail_was_passed_on_from_is_named() -> None:
    (failed,) = read_report(postfix(ID, "pribadi@gmail.example", written_to=HEAD)).failed
    assert failed.mailboxes == {HEAD, "pribadi@gmail.example"}


def test_what_was_tried_for_too_long_is_not_refused_for_good() -> None:
    (failed,) = read_report(postfix(ID, HEAD, status="4.4.7")).failed
    assert not failed.final


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_late_or_has_arrived_did_not_fail(action: str) -> None:
    assert read_report(postfix(ID, HEAD, action=action, status="4.4.1")).failed == ()


def changed(was: bytes, now: bytes) -> Callable[[], bytes]:
    def made() -> bytes:
        report = postfix(ID, HEAD)
        assert was in report
        return report.replace(was, now)

    return made


@pytest.mark.parametrize(
    "mail",
    [
        lambda: b"",
        lambda: b"\x00\xff" * 1000,
        lambda: b"From: kepala@kominfo.example\nSubject: Re: [TERLAMBAT]\n\nSaya sedang cuti.",
        changed(b"message/delivery-status", b"text/plain"),
        changed(b"Action: ", b"X-Action: "),
        changed(b"Message-ID: ", b"X-Message-ID: "),
        changed(b"message/rfc822", b"application/pdf"),
        lambda: postfix(ID, HEAD)[:900],
    ],
)
def test_another_mail_is_no_report(mail: Callable[[], bytes]) -> None:
    with pytest.raises(NotAReport):
        read_report(mail())


@pytest.mark.parametrize(
    "part",
    [b"Content-Type: message/rfc822\n\n", b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"],
)
def test_parts_within_parts_without_end_are_no_report(part: bytes) -> None:
    mail = b"".join(part.replace(b"%d", b"%d" % number) for number in range(5000))
    with pytest.raises(NotAReport, match="nested"):
        read_report(mail)


def test_words_of_a_server_are_one_line_and_not_too_many() -> None:
    (failed,) = read_report(postfix(ID, HEAD, told="550 " + "x" * 5000)).failed
    assert len(failed.why) == WHY_MOST
    (failed,) = read_report(postfix(ID, HEAD, told="550 a\x1b[31m\x00\n b")).failed
    assert failed.why.isprintable()


def test_a_report_about_a_report_is_about_its_own_mail() -> None:
    inner = postfix("<other@x.example>", "lain@x.example").replace(b"4F2A1", b"9999")
    outer = postfix(ID, HEAD).replace(b"Isi.\n", inner)
    assert read_report(outer).message_id == ID
    assert [one.mailboxes for one in read_report(outer).failed] == [{HEAD}]


PIECES = [*postfix(ID, HEAD).splitlines(keepends=True), *WITH_UTF8.splitlines(keepends=True)]


@given(some.lists(some.sampled_from([*PIECES, b"\xff\xfe\n", b"\x00\n", b"\n"]), max_size=60))
def test_any_bytes_are_a_report_or_are_not(lines: list[bytes]) -> None:
    try:
        report = read_report(b"".join(lines))
    except NotAReport:
        return
    assert report.message_id


@given(some.binary(max_size=2000))
def test_any_bytes_at_all(mail: bytes) -> None:
    with pytest.raises(NotAReport):
        read_report(mail)
