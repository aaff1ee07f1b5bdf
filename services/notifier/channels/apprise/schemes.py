"""Which of Apprise's services may be used. Pure.

Only those whose host is fixed in the library: an address that names a host of one's own could lead
into the own network, as the address of a webhook could, and the library checks none.
"""

from collections.abc import Mapping
from typing import Final

SERVICES: Final[Mapping[str, str]] = {
    "tgram": "Telegram",
    "whatsapp": "WhatsApp",
    "slack": "Slack",
    "discord": "Discord",
    "twilio": "Twilio",
}
"""By scheme. WhatsApp is Meta's own gateway; Twilio has SMS and WhatsApp."""
USUAL: Final = "tgram,whatsapp,slack"


class SchemeNotAllowed(ValueError):
    """The message says which are allowed, without the address."""


def schemes_in(listed: str) -> frozenset[str]:
    """The schemes between commas. Raises `SchemeNotAllowed` for one that is not of `SERVICES`."""
    named = {one.strip().lower() for one in listed.split(",") if one.strip()}
    if unknown := sorted(named - SERVICES.keys()):
        known = ", ".join(SERVICES)
        raise SchemeNotAllowed(
            f"{', '.join(unknown)}: not among {known}; of others the address names a host, for "
            "which there is the kind webhook"
        )
    return frozenset(named)


def scheme_of(url: str, allowed: frozenset[str]) -> str:
    """The scheme of an address. Raises `SchemeNotAllowed`."""
    if not allowed:
        raise SchemeNotAllowed("AKSI_APPRISE_SCHEMES allows no service")
    scheme, separator, _ = url.partition("://")
    scheme = scheme.strip().lower()
    if not separator or scheme not in allowed:
        raise SchemeNotAllowed(f"must begin with one of {', '.join(sorted(allowed))} and ://")
    return scheme
