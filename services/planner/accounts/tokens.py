"""Tokens: signed here, verified by all services with the published key set."""

from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from chassis.auth.auth import ALGORITHM, AUDIENCE
from planner.accounts.account import StoredAccount


class Signer:
    """Signs tokens with one Ed25519 key; they are valid for `minutes`."""

    def __init__(self, key: OKPKey, issuer: str, minutes: int, *, audience: str = AUDIENCE) -> None:
        self._key = key
        self._issuer = issuer
        self._audience = audience
        self._life = timedelta(minutes=minutes)
        self._published: dict[str, Any] = {"keys": [key.as_dict(private=False)]}

    def sign(self, account: StoredAccount, now: datetime) -> tuple[str, datetime]:
        """A token for `account`, and when it expires."""
        until = (now + self._life).replace(microsecond=0)
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": account.username,
            "role": str(account.role),
            "agency": account.agency,
            "region": account.region,
            "sessions": account.sessions,
            "iat": int(now.timestamp()),
            "exp": int(until.timestamp()),
        }
        head = {"alg": ALGORITHM, "kid": self._key.kid}
        return jwt.encode(head, claims, self._key, algorithms=[ALGORITHM]), until

    def published(self) -> dict[str, Any]:
        """The JSON Web Key Set with which other services verify tokens."""
        return self._published

    async def keys(self) -> KeySet:
        """The same key set, for the planner's own requests."""
        return KeySet([self._key])
