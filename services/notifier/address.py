"""Addresses that a header can hold, whatever was typed. Pure."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from typing import Final

LONGEST_NAME = 70
NOT_IN_A_NAME: Final = str.maketrans(dict.fromkeys('()<>[]:;@\\,"', " "))
"""What has a meaning of its own in an address, and could be read as a second one."""

PLAIN: Final = re.compile(r"[^\s\"(),:;<>@\[\\\]]{1,64}@\w[\w.\-]*", re.UNICODE)
"""name@domain without the quoted names and bracketed domains that mail once allowed."""


class AddressNotValid(ValueError):
    """No mail can be addressed to this; the reason is the message."""


def address(name: str, email: str) -> Address:
    """`email` with a name to show; raises `AddressNotValid`."""
    shown = one_line(name.translate(NOT_IN_A_NAME))[:LONGEST_NAME].strip()
    if not (PLAIN.fullmatch(email) and email.isprintable()):
        raise AddressNotValid(f"address not valid: {email!r}")
    try:
        found = Address(display_name=shown, addr_spec=email)
    except (MessageError, ValueError, LookupError) as error:
        raise AddressNotValid(f"address not valid: {email!r}") from error
    if not found.username or not found.domain or found.addr_spec != email:
        raise AddressNotValid(f"address not valid: {email!r}")
    return found


def one_line(text: str) -> str:
    """`text` as one line of printable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
