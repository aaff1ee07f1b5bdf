"""Addresses that are valid in a header, for any input. Pure."""

import re
from email.headerregistry import Address
from typing import Final

LONGEST_NAME = 70
NOT_IN_A_NAME: Final = str.maketrans(dict.fromkeys('()<>[]:;@\\,"', " "))
"""Characters with a meaning of their own in an address, which could start a second one."""

LONGEST_ADDRESS = 254
"""In octets: what SMTP leaves of a path's 256 (RFC 5321, section 4.5.3.1.3)."""

_ATOM = r"[\w!#$%&'*+\-/=?^`{|}~]+"
_LABEL = r"\w[\w\-]*"
PLAIN: Final = re.compile(rf"(?!.*=\?)(?=.{{1,64}}@)(?a:{_ATOM}(\.{_ATOM})*)@{_LABEL}(\.{_LABEL})*")
"""name@domain without the quoted names and bracketed domains that mail once allowed, and without
what a reader could take for an encoded word. Only the domain may be non-ASCII.
"""


class AddressNotValid(ValueError):
    """No mail can be addressed to this; the message is the reason."""


def address(name: str, email: str) -> Address:
    """`email` with a display name. Raises `AddressNotValid`."""
    shown = one_line(name.translate(NOT_IN_A_NAME))[:LONGEST_NAME].strip()
    if not PLAIN.fullmatch(email) or len(email.encode()) > LONGEST_ADDRESS:
        raise AddressNotValid(f"address not valid: {email[:LONGEST_ADDRESS]!r}")
    local, _, domain = email.rpartition("@")
    return Address(display_name=shown, username=local, domain=domain)


def one_line(text: str) -> str:
    """`text` as one line of printable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
