"""What is said of a decision that is not recorded, or not found, and what to do. Pure."""

from chassis.http.problem import Fault, Problem, not_found
from chassis.text import Text

ACTS_MOST = 100
"""Of one decision, until it can be taken back only."""


def other_decider(owner: str) -> Fault:
    """Others do this: `owner`'s accounts too, where it is not blank."""
    also = (f" atau {owner}", f" or by {owner}") if owner else ("", "")
    return Fault(
        "decision",
        "other-decider",
        Text(
            f"Ini dikerjakan oleh Dewan Smart City, perencana{also[0]}",
            f"This is done by the council, by a planner{also[1]}",
        ),
    )


def too_many_acts() -> Fault:
    """It was reported done and taken back so often that no more is recorded."""
    return Fault(
        "decision",
        "too-many-acts",
        Text(
            f"sudah {ACTS_MOST} kali berubah; catat keputusan baru",
            f"it has changed {ACTS_MOST} times; record a new decision",
        ),
    )


def decision_changed() -> Fault:
    """Something else was done with the decision since it was shown."""
    return Fault(
        "decision",
        "decision-changed",
        Text(
            "keputusan ini sudah berubah sejak halaman dibuka; lihat keadaannya, lalu ulangi",
            "this decision has changed since the page was opened; look at it, and do it again",
        ),
    )


def key_taken() -> Fault:
    """The key was used for another decision."""
    return Fault(
        "key",
        "key-taken",
        Text(
            "kunci ini sudah dipakai untuk keputusan lain", "this key was used for another decision"
        ),
    )


def one_of_both() -> Fault:
    """It is on neither, or on both."""
    message = Text(
        "pilih satu: suatu rencana aksi, atau suatu perangkat daerah",
        "choose one of both: an item, or an agency",
    )
    return Fault("item_id", "one-of-both", message)


def no_such_decision() -> Problem:
    """404: no such decision, or none that the caller may see."""
    return not_found(
        Text(
            "Keputusan ini tidak ada, atau bukan untuk perangkat daerah Anda.",
            "There is no such decision, or it is not for your agency.",
        )
    )


def no_such_minutes() -> Problem:
    """404: the decision has no file."""
    return not_found(
        Text(
            "Keputusan ini tidak punya berkas risalah.", "This decision has no file of its minutes."
        )
    )


def has_minutes() -> Fault:
    """The decision has a file of its minutes, another one."""
    return Fault(
        "file",
        "has-minutes",
        Text(
            "keputusan ini sudah punya berkas risalah; berkas itu tidak diganti",
            "this decision has a file of its minutes; it is not replaced",
        ),
    )


def unknown_agency(field: str, agency: str) -> Fault:
    """There is no such agency in the region."""
    message = Text(
        f"perangkat daerah {agency} tidak ada di daerah ini",
        f"there is no agency {agency} in this region",
    )
    return Fault(field, "unknown-agency", message)


def minutes_quota_used_up(megabytes: int) -> Problem:
    """409 for a file above the region's quota."""
    message = Text(
        f"Ruang berkas risalah daerah ini ({megabytes:,} MB) sudah penuh. Catat tanpa berkas, "
        "dengan nomor atau alamat risalahnya, dan minta admin menambahnya.",
        f"The room for the region's files of minutes ({megabytes:,} MB) is used up. Record it "
        "without a file, with the number or address of the minutes, and ask an admin for more.",
    )
    return Problem(409, "quota-used-up", message, (Fault("file", "quota-used-up", message),))
