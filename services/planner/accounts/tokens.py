"""Tokens: signed here, verified by all services with the published key set."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from chassis.auth.auth import AUDIENCE, session_audience
from chassis.auth.signed_tokens import ALGORITHM
from contracts.account import Account

FIRST_STEP_LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Token:
    """A signed token, and when it expires."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Whose password was right, in which number of its sessions, and the fingerprint of the second
    factor that the next step is about.
    """

    username: str
    sessions: int
    factor: str


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
        self._first_step_audience = f"{audience}-first-step"
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

    def first_step(self, step: FirstStep, now: datetime) -> Token:
        """What goes with the form between the password and the code. It is for another audience
        than sessions and access, so that it is neither.
        """
        until = (now + FIRST_STEP_LIFE).replace(microsecond=0)
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._first_step_audience,
            "sub": step.username,
            "sessions": step.sessions,
            "factor": step.factor,
            "exp": int(until.timestamp()),
        }
        return Token(self._encoded(claims), until)

    def first_step_of(self, token: str, now: datetime) -> FirstStep | None:
        """What such a token says; None of any other, and after five minutes."""
        expected = jwt.JWTClaimsRegistry(
            now=lambda: int(now.timestamp()),
            leeway=0,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._first_step_audience},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
            expected.validate(claims)
            return FirstStep(claims["sub"], claims["sessions"], claims["factor"])
        except (JoseError, ValueError, KeyError):
            return None

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
        if account.session_id:
            claims["sid"] = account.session_id
        return Token(self._encoded(claims), until)

    def _encoded(self, claims: dict[str, Any]) -> str:
        head = {"alg": ALGORITHM, "kid": self._key.kid}
        return jwt.encode(head, claims, self._key, algorithms=[ALGORITHM])

    def published(self) -> dict[str, Any]:
        """The JSON Web Key Set with which other services verify tokens."""
        return self._published

    async def keys(self) -> KeySet:
        """The same key set, for the planner's own requests."""
        return KeySet([self._key])
