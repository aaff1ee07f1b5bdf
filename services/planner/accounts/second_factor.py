"""A second factor for sign-in: codes of an authenticator app (TOTP, RFC 6238), or one of the
recovery codes. Pure.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyotp

from chassis.digits import whole_number
from chassis.http.problem import Problem
from chassis.text import Text

STEP_SECONDS = 30
STEPS_AROUND = 1
"""A code of the step before or after is accepted: the phone's clock may differ."""
DIGITS = 6
RECOVERY_CODES, RECOVERY_BYTES = 10, 10
CODE_MOST = 64
"""Letters of a code as it is typed; a recovery code has 19."""
ISSUER = "Aksi"
"""What an authenticator app calls the account's site."""
WRONG_CODE, NEEDED, TO_SET_UP = "wrong-code", "second-factor-needed", "second-factor-to-set-up"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A shared secret and what was used of it; until it is `on`, sign-in does not ask for it."""

    secret: str = field(repr=False)
    """160 bits in base32."""
    on: bool = False
    last_step: int = 0
    """The time step of the last code that was used; an earlier or equal one is not accepted."""
    recovery: tuple[str, ...] = field(default=(), repr=False)
    """SHA-256 of the recovery codes that were not used yet."""

    def after(self, typed: str, now: datetime) -> "SecondFactor | None":
        """The factor after a code was used; None for a wrong or a used one."""
        plain = _plain(typed)
        if len(plain) == DIGITS:
            step = self._step_of(plain, now)
            return None if step is None else replace(self, last_step=step)
        used = sha256_of(plain)
        left = tuple(one for one in self.recovery if not hmac.compare_digest(one, used))
        return replace(self, recovery=left) if len(left) < len(self.recovery) else None

    def _step_of(self, code: str, now: datetime) -> int | None:
        """The step of a code that may still be used, the earliest of several."""
        if whole_number(code) is None:
            return None
        present = step_at(now)
        around = range(present - STEPS_AROUND, present + STEPS_AROUND + 1)
        same = [step for step in around if hmac.compare_digest(code_at(self.secret, step), code)]
        return next((step for step in same if step > self.last_step), None)

    @property
    def fingerprint(self) -> str:
        """Tells one secret from another, and nothing of it."""
        return sha256_of(self.secret)

    @property
    def groups(self) -> str:
        """The secret in groups of four, to be typed."""
        return _in_groups(self.secret)

    def uri(self, username: str) -> str:
        """The otpauth: address that an authenticator app reads."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=username, issuer_name=ISSUER)


def new_factor() -> SecondFactor:
    """One that is not on yet."""
    return SecondFactor(pyotp.random_base32())


def new_recovery_codes() -> tuple[str, ...]:
    """To be shown once: 80 random bits each, in four groups of four letters."""
    return tuple(
        _in_groups(base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode())
        for _ in range(RECOVERY_CODES)
    )


def with_recovery(factor: SecondFactor, codes: Sequence[str]) -> SecondFactor:
    """The factor with these recovery codes and no others."""
    return replace(factor, recovery=tuple(sha256_of(_plain(code)) for code in codes))


def step_at(now: datetime) -> int:
    """The number of the time step (RFC 6238: steps of 30 seconds since 1970)."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits of a time step."""
    return pyotp.HOTP(secret).at(step)


def sha256_of(text: str) -> str:
    """In hexadecimal."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def is_on(factor: SecondFactor | None) -> bool:
    """Whether sign-in asks for it."""
    return factor is not None and factor.on


def wrong_code() -> Problem:
    """401: the code is wrong or was used; which of the two is not said."""
    return Problem(
        401,
        WRONG_CODE,
        Text(
            "Kode salah atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu ketik itu.",
            "The code is wrong or was used. Wait for the app's next code, and type that.",
        ),
    )


def not_on() -> Problem:
    """409: the account has no second factor."""
    return Problem(
        409,
        "second-factor-off",
        Text(
            "Verifikasi dua langkah tidak menyala di akun ini.",
            "This account has no second factor.",
        ),
    )


def already_on() -> Problem:
    """409: the account has one; another is set up after this one is turned off."""
    return Problem(
        409,
        "second-factor-on",
        Text(
            "Verifikasi dua langkah sudah menyala. Matikan dahulu untuk memakai ponsel lain.",
            "The second factor is on. Turn it off first to use another phone.",
        ),
    )


def step_over() -> Problem:
    """401: too long ago, or the account has changed since the password was given."""
    return Problem(
        401,
        "first-step-over",
        Text(
            "Waktunya habis, atau akun ini berubah. Masuk sekali lagi dengan kata sandi.",
            "Time is up, or the account has changed. Sign in once more with the password.",
        ),
    )


def _plain(typed: str) -> str:
    """What was typed, without the spaces and hyphens between groups."""
    return "".join(typed.upper().replace("-", "").split())


def _in_groups(text: str) -> str:
    return " ".join(text[begin : begin + 4] for begin in range(0, len(text), 4))
