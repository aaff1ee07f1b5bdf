"""The link that answers one episode for one office and address: signed, with an end. Pure.

The token has no address: of the mailbox it has a hash, with the episode in it, so that two links of
one address cannot be seen to be that.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from notifier.directory.offices import Office

RESPOND = "/peringatan/tanggapi"
PURPOSE = "respond"
ALGORITHM = "HS256"
KEY_BITS = 256
HASH_DIGITS = 24
LONGEST_TOKEN = 800


class LinkNotValid(ValueError):
    """This is no link of ours, or a part of one."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says. `mailbox` is a hash, of `mailbox_hash`."""

    alert: str
    office: Office
    mailbox: str
    expires: datetime


def new_secret() -> bytes:
    """A random key to sign links with."""
    return OctKey.generate_key(KEY_BITS).raw_value


def mailbox_hash(alert: str, mailbox: str) -> str:
    """Stands for the mailbox in a link of this episode."""
    return sha256(f"{PURPOSE}\n{alert}\n{mailbox}".encode()).hexdigest()[:HASH_DIGITS]


def signed(link: Link, secret: bytes) -> str:
    """The token of a link."""
    claims = {
        "aud": PURPOSE,
        "alert": link.alert,
        "office": link.office.value,
        "mailbox": link.mailbox,
        "exp": int(link.expires.timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM}, claims, OctKey.import_key(secret))


def read_link(token: str, secret: bytes) -> Link:
    """What a token of ours says, also an expired one. Raises `LinkNotValid`."""
    if len(token) > LONGEST_TOKEN:
        raise LinkNotValid
    try:
        decoded: Any = jwt.decode(token, OctKey.import_key(secret), algorithms=[ALGORITHM])
        claims = decoded.claims
        if claims["aud"] != PURPOSE:
            raise LinkNotValid
        return Link(
            alert=str(claims["alert"]),
            office=Office(claims["office"]),
            mailbox=str(claims["mailbox"]),
            expires=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except (JoseError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise LinkNotValid from error
