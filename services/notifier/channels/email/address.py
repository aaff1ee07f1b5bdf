"""Addresses that are valid in a header, for any input. Pure."""

from email.headerregistry import Address
from typing import Final

from contracts.addresses import LONGEST_ADDRESS, fault_of_address

LONGEST_NAME = 70
NOT_IN_A_NAME: Final = str.maketrans(dict.fromkeys('()<>[]:;@\\,"', " "))
"""Characters with a meaning of their own in an address, which could start a second one."""


class AddressNotValid(ValueError):
    """No mail can be written to this; the message is the reason."""


def address(name: str, email: str) -> Address:
    """`email` with a display name. Raises `AddressNotValid`."""
    shown = one_line(name.translate(NOT_IN_A_NAME))[:LONGEST_NAME].strip()
    if found := fault_of_address(email):
        raise AddressNotValid(f"address not valid ({found.fault}): {email[:LONGEST_ADDRESS]!r}")
    local, _, domain = email.rpartition("@")
    return Address(display_name=shown, username=local, domain=domain)


def one_line(text: str) -> str:
    """`text` as one line of printable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
