"""Which mail addresses can be written to: one rule for who takes them and for who sends. Pure.

name@domain of RFC 5321 without the quoted names and bracketed domains that hardly any server
delivers to, and without what a reader could take for an encoded word. Only the domain may be
non-ASCII. Events that were published before this rule may hold others: they are read, and nobody is
reached at them.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple
from unicodedata import normalize

LONGEST_ADDRESS: Final = 254
"""In octets: what SMTP leaves of a path's 256 (RFC 5321, section 4.5.3.1.3)."""
LONGEST_LOCAL: Final = 64
"""In octets, before the @ (section 4.5.3.1.1)."""
SEPARATORS: Final = ";,|"
"""Between addresses in lists and workbooks; in an address they are more likely another one."""

_FOREIGN: Final = re.compile(r"[^A-Za-z0-9!#$%&'*+\-/=?^_`{}~.]")
_LABEL: Final = re.compile(r"(?!-)(?:[^\W_]|-){1,63}(?<!-)")


class AddressFault(StrEnum):
    """Why no mail can be written to an address; the part in question stands beside it."""

    AT = "at"
    """It has no @, nothing on one side of it, or more than one."""
    SEVERAL = "several"
    """A separator: more than one address."""
    INVISIBLE = "invisible"
    """A blank, or a character that is not seen, as U+200B."""
    CHARACTER = "character"
    """Before the @ one that only ever stood in quotation marks, or is non-ASCII."""
    DOTS = "dots"
    """A dot at an end of the name or of the domain, or two in a row."""
    MACHINE = "machine"
    """A machine's number for a domain."""
    SHORT_DOMAIN = "short-domain"
    """The domain has no dot."""
    DOMAIN = "domain"
    """A part of the domain cannot be a name."""
    LONG = "long"
    """More than `LONGEST_LOCAL` before the @, or `LONGEST_ADDRESS` in all."""


class FoundFault(NamedTuple):
    """What is wrong with an address, and with which part of it."""

    fault: AddressFault
    part: str


def fault_of_address(email: str) -> FoundFault | None:
    """The first reason for which no mail can be written to `email`; None where it can be."""
    if len(email) > LONGEST_ADDRESS:
        return FoundFault(AddressFault.LONG, "")
    if unseen := next((c for c in email if c.isspace() or not c.isprintable()), None):
        return FoundFault(AddressFault.INVISIBLE, f"U+{ord(unseen):04X}")
    if separator := next((c for c in email if c in SEPARATORS), None):
        return FoundFault(AddressFault.SEVERAL, separator)
    local, at, domain = email.partition("@")
    if not local or not domain or "@" in domain:
        return FoundFault(AddressFault.AT, at or email[:LONGEST_LOCAL])
    return _local_fault(local) or _domain_fault(domain) or _length_fault(email, domain)


def _local_fault(local: str) -> FoundFault | None:
    if foreign := _FOREIGN.search(local):
        return FoundFault(AddressFault.CHARACTER, foreign[0])
    if "=?" in local:
        return FoundFault(AddressFault.CHARACTER, "=?")
    if "" in local.split("."):
        return FoundFault(AddressFault.DOTS, local)
    return FoundFault(AddressFault.LONG, "") if len(local) > LONGEST_LOCAL else None


def _domain_fault(domain: str) -> FoundFault | None:
    labels = domain.split(".")
    if domain.startswith("[") or labels[-1].isdigit():
        return FoundFault(AddressFault.MACHINE, domain)
    if "" in labels:
        return FoundFault(AddressFault.DOTS, domain)
    if wrong := next((label for label in labels if _octets(label) is None), None):
        return FoundFault(AddressFault.DOMAIN, wrong)
    return FoundFault(AddressFault.SHORT_DOMAIN, domain) if len(labels) == 1 else None


def _octets(label: str) -> int | None:
    """How long a part of a domain is as the name service has it; None where it cannot be one."""
    if not _LABEL.fullmatch(label) or normalize("NFKC", label) != label:
        return None
    try:
        return len(label.encode("idna"))
    except UnicodeError:  # also of more than 63 octets (RFC 1035, section 2.3.4)
        return None


def _length_fault(email: str, domain: str) -> FoundFault | None:
    named = sum(_octets(label) or 0 for label in domain.split(".")) + domain.count(".")
    longest = max(len(email.encode()), len(email.partition("@")[0]) + 1 + named)
    return FoundFault(AddressFault.LONG, "") if longest > LONGEST_ADDRESS else None
