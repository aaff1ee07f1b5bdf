"""Error responses about plans, agencies and accounts. Pure."""

from chassis.audit.entry import TEXT_MOST
from chassis.http.problem import Fault, Problem, not_found
from chassis.http.validation import wrong
from chassis.text import Text


def no_such(what: Text, code: str) -> Problem:
    """404: there is none, or none that the caller may see."""
    return not_found(
        Text(
            f"{what.indonesian} {code} tidak ada, atau bukan untuk akun Anda.",
            f"There is no {what.english} {code}, or it is not for your account.",
        )
    )


ITEM = Text("Rencana aksi", "item")
AGENCY = Text("Perangkat daerah", "agency")
VERSION = Text("Versi", "version")
CALENDAR = Text("Kalender wilayah", "calendar of region")
EXTENSION = Text("Izin terlambat", "extension")


STALE = "stale-version"


def must_say_why(reason: str) -> None:
    """Raise 422 unless a reason is given that the audit trail can keep whole."""
    if not 1 <= len(reason) <= TEXT_MOST:
        message = Text(
            f"tulis alasannya, sampai {TEXT_MOST} huruf",
            f"say why, in up to {TEXT_MOST} letters",
        )
        raise wrong([Fault("reason", "reason-needed", message)])


def stale(code: str, given: int, stored: int) -> Problem:
    """409: another change came first, and the version `given` is no longer the stored one."""
    return Problem(
        409,
        STALE,
        Text(
            f"{code} sudah di versi {stored}, bukan {given}. Muat ulang, lalu ubah lagi.",
            f"{code} is at version {stored}, not {given}. Load it again, then change it.",
        ),
        extra={"version": stored},
    )


def taken(what: Text, code: str) -> Problem:
    """409: the code or name is in use."""
    return Problem(
        409,
        "already-exists",
        Text(f"{what.indonesian} {code} sudah ada.", f"The {what.english} {code} exists already."),
    )


def cancelled(code: str) -> Problem:
    """409: a cancelled item cannot be changed."""
    return Problem(
        409,
        "item-cancelled",
        Text(
            f"{code} sudah dibatalkan dan tidak dapat diubah.",
            f"{code} has been cancelled and cannot be changed.",
        ),
    )


def not_saved(region: str) -> Problem:
    """409: the region has a proposed calendar only."""
    return Problem(
        409,
        "calendar-not-saved",
        Text(
            f"Kalender {region} belum disimpan. Simpan dulu kalendernya, lalu beri izin.",
            f"The calendar of {region} has not been saved. Save it first, then grant extensions.",
        ),
    )


def own_account() -> Problem:
    """409: an admin cannot take away his own rights, or set his own password unasked."""
    return Problem(
        409,
        "own-account",
        Text(
            "Akun sendiri tidak dapat diubah dari sini; minta admin lain.",
            "Your own account cannot be changed here; ask another admin.",
        ),
    )


ONE_TIME_PASSWORD = "password-one-time"  # noqa: S105 - a code, not a password


def one_time_password(*, asks_code: bool = False) -> Problem:
    """403: the name and the password are right, but the password has to be replaced first; with
    `asks_code` that needs a code of the second factor.
    """
    return Problem(
        403,
        ONE_TIME_PASSWORD,
        Text(
            "Kata sandi ini sekali pakai. Ketik sekali lagi, dan pilih kata sandi Anda sendiri.",
            "This password is for one time. Type it once more, and choose one of your own.",
        ),
        extra={"second_factor_needed": True} if asks_code else {},
    )


def other_region(region: str) -> Problem:
    """403: the account is for another region."""
    return Problem(
        403,
        "foreign-region",
        Text(f"Akun Anda bukan untuk wilayah {region}.", f"Your account is not for {region}."),
    )
