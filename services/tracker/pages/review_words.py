"""What pages call the states, acts and choices of a review. Pure."""

from collections.abc import Mapping

from contracts.account import Account
from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tracker.review.review import REVIEWERS, ReviewState

STATES: Mapping[ReviewState, str] = {
    ReviewState.RECORDED: "Masuk",
    ReviewState.VERIFIED: "Terverifikasi",
    ReviewState.SIGNED: "Ditandatangani",
    ReviewState.RETURNED: "Dikembalikan",
}
VERIFIED, SIGNED = ReviewStep.VERIFIED, ReviewStep.SIGNED
PASSED, RETURNED, TAKEN_BACK = ReviewAction
ACTS: Mapping[tuple[ReviewStep, ReviewAction], str] = {
    (VERIFIED, PASSED): "Diverifikasi",
    (VERIFIED, RETURNED): "Dikembalikan saat verifikasi",
    (VERIFIED, TAKEN_BACK): "Verifikasi ditarik kembali",
    (SIGNED, PASSED): "Ditandatangani",
    (SIGNED, RETURNED): "Dikembalikan saat penandatanganan",
    (SIGNED, TAKEN_BACK): "Tanda tangan ditarik kembali",
}
"""What was done."""
TO_DO: Mapping[tuple[ReviewStep, ReviewAction], str] = {
    (VERIFIED, PASSED): "Verifikasi",
    (VERIFIED, RETURNED): "Kembalikan untuk diperbaiki",
    (VERIFIED, TAKEN_BACK): "Tarik kembali",
    (SIGNED, PASSED): "Tanda tangani",
    (SIGNED, RETURNED): "Kembalikan untuk diperbaiki",
    (SIGNED, TAKEN_BACK): "Tarik kembali",
}
"""On the buttons that do it."""


def reviews_at_all(account: Account) -> bool:
    """Whether the account's role does a step of the review."""
    return account.role in REVIEWERS.values()
