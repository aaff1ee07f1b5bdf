"""Header lines of a mail, encoded here, so that no text can become a header. Pure.

`email.policy` decodes the encoded words that a given text contains and folds the result
(`=?utf-8?q?a=0D=0ABcc=3A?=`: CPython gh-121650 and gh-144156), so it is not used for these lines.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from email.headerregistry import Address
from typing import Final

from notifier.channels.email.address import one_line

LONGEST_LINE = 76
"""RFC 2047, section 2, for a line with an encoded word; RFC 5322 recommends 78 for any other."""

OCTETS_IN_A_WORD = 39
"""Encoded 64 characters, so that the first fits after `Subject: ` (RFC 2047 allows 75)."""

PLAIN_WORD: Final = re.compile(r"(?!.*=\?)[!-~]{1,60}")
"""Sent unencoded: printable ASCII in which no reader can see an encoded word."""


def header(name: str, words: Iterable[str]) -> str:
    """One header, folded between its words, with its line ends.

    Raises `ValueError` without a word, or for one with a blank or a control character.
    """
    lines = [f"{name}:"]
    for number, word in enumerate(words):
        if not word or " " in word or not word.isprintable():
            raise ValueError(f"no word of a header: {word[:80]!r}")
        if number and len(lines[-1]) + 1 + len(word) > LONGEST_LINE:
            lines.append("")
        lines[-1] += f" {word}"
    if lines == [f"{name}:"]:
        raise ValueError(f"the header {name} says nothing")
    return "".join(f"{line}\r\n" for line in lines)


def text_words(text: str) -> Sequence[str]:
    """The words of a text header, such as Subject."""
    line = one_line(text)
    return line.split(" ") if _is_plain(line) else _encoded_words(line)


def mailbox_words(address: Address) -> Sequence[str]:
    """The words of a header with one address and its name, such as To.

    A non-ASCII address is not encoded: only a server with SMTPUTF8 accepts it, and such a server
    reads UTF-8 in headers (RFC 6532).
    """
    name = one_line(address.display_name)
    if not name:
        return [address.addr_spec]
    quotable = _is_plain(name) and not set('"\\') & set(name)
    shown = f'"{name}"'.split(" ") if quotable else _encoded_words(name)
    return [*shown, f"<{address.addr_spec}>"]


def _is_plain(line: str) -> bool:
    return all(PLAIN_WORD.fullmatch(word) for word in line.split(" "))


def _encoded_words(line: str) -> Sequence[str]:
    """RFC 2047 encoded words: each holds whole characters, with the blanks between words."""
    parts: list[str] = []
    for character in line:
        if not parts or len((parts[-1] + character).encode()) > OCTETS_IN_A_WORD:
            parts.append("")
        parts[-1] += character
    return [f"=?utf-8?b?{b64encode(part.encode()).decode('ascii')}?=" for part in parts]
