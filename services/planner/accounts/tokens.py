"""Tokens: signed here, verified by all services with the published key set."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from chassis.auth.auth import AUDIENCE, session_audience
from chassis.auth.signed_tokens import ALGORITHM
from contracts.account import Account


@dataclass(frozen=True, slots=True)
class Token:
    """A signed token, and when it expires."""

    text: str
    expires_at: datetime


class Signer:
    """Signs tokens with one Ed25519 key: for access, valid for `minutes`; and of a session, which
    pages have in their cookie and programs renew their access with, valid for `session_hours`.
    """

    def __init__(
        self,
        key: OKPKey,
        issuer: str,
        minutes: int,
        *,
        session_hours: int = 12,
        audience: str = AUDIENCE,
    ) -> None:
        self._key = key
        self._issuer = issuer
        self._audience = audience
        self._access_life = timedelta(minutes=minutes)
        self._session_life = timedelta(hours=session_hours)
        self._published: dict[str, Any] = {"keys": [key.as_dict(private=False)]}

    def access(self, account: Account, now: datetime) -> Token:
        """A token for the requests of a program."""
        return self._signed(account, self._audience, now, now + self._access_life)

    def session(self, account: Account, now: datetime, until: datetime | None = None) -> Token:
        """A token of a session, which ends at `until` where it began earlier."""
        audience = session_audience(self._audience)
        return self._signed(account, audience, now, until or now + self._session_life)

    def session_end(self, token: str) -> datetime:
        """When the session of a valid session token ends."""
        claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
        return datetime.fromtimestamp(claims["exp"], UTC)

    def _signed(self, account: Account, audience: str, now: datetime, until: datetime) -> Token:
        until = until.replace(microsecond=0)
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": audience,
            "sub": account.username,
            "role": str(account.role),
            "agency": account.agency,
            "region": account.region,
            "sessions": account.sessions,
            "iat": int(now.timestamp()),
            "exp": int(until.timestamp()),
        }
        if account.agencies:
            claims["agencies"] = list(account.agencies)
        head = {"alg": ALGORITHM, "kid": self._key.kid}
        return Token(jwt.encode(head, claims, self._key, algorithms=[ALGORITHM]), until)

    def published(self) -> dict[str, Any]:
        """The JSON Web Key Set with which other services verify tokens."""
        return self._published

    async def keys(self) -> KeySet:
        """The same key set, for the planner's own requests."""
        return KeySet([self._key])
