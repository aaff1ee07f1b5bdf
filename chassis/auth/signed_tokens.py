"""Tokens that the planner signs: what they say, verified with its published keys. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, MissingClaimError
from joserfc.jwk import KeySet

from chassis.clock import Clock
from contracts.account import Account

ALGORITHM = "EdDSA"
LEEWAY_SECONDS = 60
"""How far a service's clock may be behind the planner's; it does not extend a token's expiry."""
VERIFIED_AT_MOST = 4_096


class Signed(NamedTuple):
    """What a token says: whose it is, by which key, and from when until when, in Unix time."""

    account: Account
    key_id: str | None
    issued: float
    expires: float

    def holds(self, instant: float) -> bool:
        """Whether it is valid at `instant`; the leeway is only for clocks behind the planner's."""
        return self.issued - LEEWAY_SECONDS <= instant < self.expires


class VerifiedTokens:
    """A cache of verified tokens: to verify a signature costs more than a lookup."""

    def __init__(self, most: int = VERIFIED_AT_MOST) -> None:
        self._most = most
        self._cache: dict[str, Signed] = {}

    def __len__(self) -> int:
        return len(self._cache)

    def known(self, token: str, keys: KeySet) -> Signed | None:
        """What the token says; None when it must be verified: not cached, or its key is not in
        `keys`.
        """
        cached = self._cache.get(token)
        if cached is None:
            return None
        if any(key.kid == cached.key_id for key in keys):
            return cached
        del self._cache[token]
        return None

    def remember(self, token: str, signed: Signed) -> None:
        """Cache a token; above the limit the oldest entry is dropped."""
        self._cache[token] = signed
        if len(self._cache) > self._most:
            del self._cache[next(iter(self._cache))]


class Audience:
    """The tokens for one audience, valid by one of the clocks."""

    def __init__(self, name: str, clocks: Sequence[Clock], issuer: str) -> None:
        self._name = name
        self._clocks = clocks
        self._issuer = issuer
        self._cache = VerifiedTokens()

    def account(self, token: str, keys: KeySet) -> Account:
        """The account of a token that is valid now. Raises `JoseError`, `ValueError`."""
        signed = self.signed(token, keys)
        if any(signed.holds(clock.now().timestamp()) for clock in self._clocks):
            return signed.account
        raise ExpiredTokenError("exp")

    def signed(self, token: str, keys: KeySet) -> Signed:
        """What a token says that we signed, whenever. Raises `JoseError`, `ValueError`."""
        cached = self._cache.known(token, keys)
        if cached is not None:
            return cached
        decoded: Any = jwt.decode(token, keys, algorithms=[ALGORITHM])
        claims = decoded.claims
        issued = _number(claims, "iat")
        _claims(issued, self._issuer, self._name).validate(claims)
        account = Account.model_validate(claims)
        key_id = decoded.header.get("kid")
        signed = Signed(account, key_id, issued, _number(claims, "exp"))
        if key_id:
            self._cache.remember(token, signed)
        return signed


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float):
        raise MissingClaimError(name)
    return value


def _claims(issued: float, issuer: str, audience: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=lambda: int(issued),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        sub={"essential": True},
    )
