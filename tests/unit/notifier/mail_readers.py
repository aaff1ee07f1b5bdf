"""Two readers of mails: the standard library's, and one of headers that forgives nothing."""

import re
from base64 import b64decode
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

FIELD = re.compile(r"([!-9;-~]+): (.+)", re.DOTALL)
ENCODED = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/]+={0,2})\?=")
ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+"
DOMAIN = r"[\w\-]+(?:\.[\w\-]+)*"
ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@{DOMAIN}")
QUOTED = re.compile(r'"([^"\\]*)"')


class NotStrict(AssertionError):
    """The mail breaks a rule; the message says which."""


@dataclass(frozen=True)
class Headers:
    """Names as they came, and each value unfolded but not decoded."""

    fields: tuple[tuple[str, str], ...]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.fields]

    def raw(self, name: str) -> str:
        (value,) = (value for known, value in self.fields if known == name)
        return value

    def text(self, name: str) -> str:
        return decoded(self.raw(name))

    def mailbox(self, name: str) -> tuple[str, str]:
        """The name shown and the address of a header that holds exactly one."""
        value = self.raw(name)
        if ADDRESS.fullmatch(value):
            return "", value
        phrase, _, angle = value.rpartition(" ")
        must(angle[:1] == "<" and angle[-1:] == ">", f"no angle brackets: {value!r}")
        must(ADDRESS.fullmatch(angle[1:-1]) is not None, f"no address: {angle!r}")
        quoted = QUOTED.fullmatch(phrase)
        if quoted:
            must("=?" not in phrase, f"an encoded word in quotes: {phrase!r}")
            return quoted[1], angle[1:-1]
        must(all(ENCODED.fullmatch(word) for word in phrase.split(" ")), f"no name: {phrase!r}")
        return decoded(phrase), angle[1:-1]


def received(mail: bytes) -> EmailMessage:
    """The mail as the standard library reads it."""
    parsed = message_from_bytes(mail, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def read(mail: bytes, *, utf8: bool = False) -> Headers:
    """The headers of a mail by RFC 5322 and 2047; raises `NotStrict`.

    `utf8`: as a server with SMTPUTF8 takes them (RFC 6532).
    """
    head, found, _ = mail.partition(b"\r\n\r\n")
    must(bool(found), "no end of headers")
    text = head.decode("utf-8" if utf8 else "ascii")
    lines = text.split("\r\n")
    for line in lines:
        must(line.isprintable(), f"not printable: {line!r}")  # a bare CR or LF neither
        must(0 < len(line.encode()) <= 998, f"{len(line)} long: {line!r}")
        must(bool(line.strip()), "a line of blanks")
        must(line == line.rstrip(), f"a blank at the end: {line!r}")
        must(
            len(line) <= limit(line) or " " not in line.strip().partition(": ")[2],
            f"not folded: {line!r}",
        )
        for word in line.split():
            if "=?" in word and not line.startswith("Content-Type"):
                well_encoded(word)
    fields = []
    for folded in re.split(r"\r\n(?! )", text):
        field = FIELD.fullmatch(folded)
        must(field is not None, f"no field: {folded!r}")
        assert field is not None
        fields.append((field[1], field[2].replace("\r\n", "")))
    return Headers(tuple(fields))


def limit(line: str) -> int:
    """RFC 2047, section 2, and RFC 5322, section 2.1.1."""
    return 76 if "=?" in line else 78


def well_encoded(word: str) -> str:
    """The text of one encoded word, which stands alone between blanks."""
    must(len(word) <= 75, f"encoded word of {len(word)}: {word!r}")
    parts = ENCODED.fullmatch(word)
    must(parts is not None, f"no encoded word, and looks like one: {word!r}")
    assert parts is not None
    try:
        text = b64decode(parts[1], validate=True).decode()
    except ValueError as error:
        raise NotStrict(f"not whole characters: {word!r}") from error
    must(bool(text) and text.isprintable(), f"hides a control character: {text!r}")
    return text


def decoded(value: str) -> str:
    """Blanks between two encoded words are not shown; every other one is."""
    shown, after_encoded = "", False
    for number, word in enumerate(value.split(" ")):
        encoded = ENCODED.fullmatch(word) is not None
        shown += " " if number and not (encoded and after_encoded) else ""
        shown += well_encoded(word) if encoded else word
        after_encoded = encoded
    return shown


def must(holds: bool, why: str) -> None:
    if not holds:
        raise NotStrict(why)
