"""A header says what it was given, to every reader, and is one header."""

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.channels.email.address import address, one_line
from notifier.channels.email.headers import header, mailbox_words, text_words
from tests.unit.notifier.hostile import hostile_text
from tests.unit.notifier.mail_readers import NotStrict, read, received

END = b"\r\n\r\n"


@given(text=hostile_text.filter(one_line))
def test_any_text_is_read_back_as_one_line(text: str) -> None:
    mail = header("Subject", text_words(text)).encode() + b"\r\n"
    assert read(mail).names == received(mail).keys() == ["Subject"]
    assert read(mail).text("Subject") == received(mail)["Subject"] == one_line(text)
    assert max(len(line) for line in mail.split(b"\r\n")) <= 76


@given(name=hostile_text)
def test_any_name_stands_before_the_one_address(name: str) -> None:
    to = address(name, "kepala@kominfo.example")
    mail = header("To", mailbox_words(to)).encode() + b"\r\n"
    assert read(mail).mailbox("To") == (to.display_name, "kepala@kominfo.example")
    (parsed,) = received(mail)["To"].addresses
    assert parsed.addr_spec == "kepala@kominfo.example"
    # some versions show the blanks between two encoded words (CPython gh-79728)
    assert parsed.display_name.replace(" ", "") == to.display_name.replace(" ", "")


@given(name=hostile_text | st.text('ab "\\<>,@.', min_size=1))
def test_a_name_with_signs_of_an_address_is_still_only_a_name(name: str) -> None:
    to = Address(one_line(name), "kepala", "kominfo.example")
    mail = header("To", mailbox_words(to)).encode() + b"\r\n"
    assert read(mail).mailbox("To") == (one_line(name), "kepala@kominfo.example")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[KRITIS] Jalan, 3 poin", "Subject: [KRITIS] Jalan, 3 poin"),
        ("Kafé", "Subject: =?utf-8?b?S2Fmw6k=?="),
        ("a =?b", "Subject: =?utf-8?b?YSA9P2I=?="),
    ],
)
def test_plain_text_stays_readable_and_what_is_not_plain_is_encoded(text: str, line: str) -> None:
    assert header("Subject", text_words(text)) == f"{line}\r\n"


def test_a_quoted_name_is_folded_between_its_words() -> None:
    to = Address("Kepala Dinas " * 8, "kepala", "kominfo.example")
    mail = header("To", mailbox_words(to)).encode() + b"\r\n"
    assert b"\r\n Dinas" in mail or b"\r\n Kepala" in mail
    assert read(mail).mailbox("To")[0] == ("Kepala Dinas " * 8).strip()
    assert received(mail)["To"].addresses[0].display_name == ("Kepala Dinas " * 8).strip()


@pytest.mark.parametrize("word", ["", "a b", "a\r\nBcc:x", "a\n", "\x00", "\u2028", "a\tb"])
def test_what_is_no_word_never_gets_into_a_header(word: str) -> None:
    with pytest.raises(ValueError, match="no word of a header"):
        header("Message-ID", ["<a@b>", word])


def test_the_first_word_stands_behind_the_name_however_long_it_is() -> None:
    one = f"<{'a' * 40}@{'kukar.' * 12}example>"
    assert header("Message-ID", [one]) == f"Message-ID: {one}\r\n"
    assert header("To", ['"A"', one]) == f'To: "A"\r\n {one}\r\n'


def test_a_header_without_a_word_is_not_written() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        header("Subject", text_words("\r\n"))


@given(text=st.text("é語🏙x ", min_size=1, max_size=200).filter(str.strip))
def test_characters_are_never_split(text: str) -> None:
    mail = header("Subject", text_words(text)).encode() + b"\r\n"
    assert read(mail).text("Subject") == one_line(text)


@pytest.mark.parametrize(
    "lines",
    [
        b"Subject: a\nBcc: b",
        b"Subject: =?utf-8?b?w6k=?==?utf-8?b?w6k=?=",
        b"Subject: =?utf-8?b?ww==?=\r\n =?utf-8?b?qQ==?=",
        b"Subject: =?utf-8?b??=",
        b"Subject: =?utf-8?b?DQpCY2M6?=",
        b"Subject: =?utf-8?q?a_b?=",
        b"Subject: " + b"a " * 40 + b"a",
        b"Subject: " + "é".encode(),
        b"Subject:\r\n ",
        b"Subject: a \r\n b",
        b"Subject",
    ],
)
def test_the_strict_reader_is_strict(lines: bytes) -> None:
    with pytest.raises((NotStrict, UnicodeDecodeError)):
        read(lines + END)
