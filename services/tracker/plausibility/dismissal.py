"""Who may dismiss a mark, and with which words. Pure."""

from chassis.http.problem import Fault
from chassis.text import Text, says_nothing
from contracts.account import Account, Role
from contracts.wording import ROLES
from tracker.plausibility.documents import MarkedReport
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule
from tracker.plausibility.wording import mark_words

WORDS_MOST = 1_000
NO_SUCH_MARK, MARK_CHANGED = "no-such-mark", "mark-changed"


def refusal(
    account: Account, marked: MarkedReport, rule: PlausibilityRule, finding: str, words: str
) -> Fault | None:
    """Why the account may not dismiss a report's mark as it was seen, or may not any more."""
    fault = may_not(account, marked.agency, marked.submitted_by)
    mark = marked.mark(rule)
    if fault is None and (mark is None or mark.finding != finding):
        fault = _changed(mark)
    was = marked.dismissal(mark) if mark else None
    if fault is None and was is not None:
        fault = Fault(
            "report",
            "already-dismissed",
            Text(
                f"tanda ini sudah ditutup oleh {was.by}",
                f"this mark was dismissed by {was.by} already",
            ),
        )
    return fault or _fault_of_words(words)


def may_not(account: Account, agency: str, submitted_by: str) -> Fault | None:
    """Why the account may dismiss none of the report's marks: a verifier of its agency does, and
    nobody their own.
    """
    if (account.role, account.agency) != (Role.VERIFIER, agency):
        return Fault(
            "report",
            "other-verifier",
            Text(
                f"Tanda ditutup oleh {ROLES[Role.VERIFIER]} {agency}",
                f"Marks are dismissed by a {Role.VERIFIER} of {agency}",
            ),
        )
    if account.username == submitted_by:
        return Fault(
            "report",
            "own-report",
            Text(
                "Laporan ini Anda kirim sendiri; orang lain yang meninjaunya",
                "You sent this report yourself; someone else looks at it",
            ),
        )
    return None


def _changed(mark: PlausibilityMark | None) -> Fault:
    """What was seen is not what is there now."""
    if mark is None:
        return Fault(
            "report",
            MARK_CHANGED,
            Text(
                "Laporan ini tidak bertanda ini lagi: angkanya sudah berubah. Lihat lagi "
                "laporannya",
                "The report has this mark no longer: its figures have changed. Look at it again",
            ),
        )
    now = mark_words(mark)
    return Fault(
        "report",
        MARK_CHANGED,
        Text(
            f"Tanda ini berubah sejak Anda melihatnya. Sekarang {now.indonesian}. Lihat lagi, lalu "
            "tutup bila sudah diperiksa",
            f"This mark has changed since you saw it. It is now: {now.english}. Look at it again, "
            "and dismiss it once you have",
        ),
    )


def _fault_of_words(words: str) -> Fault | None:
    if says_nothing(words):
        return Fault(
            "words",
            "missing",
            Text("tulis apa yang sudah Anda periksa", "say what you have looked at"),
        )
    if len(words) > WORDS_MOST:
        return Fault(
            "words",
            "text-too-long",
            Text(
                f"{len(words)} huruf; paling banyak {WORDS_MOST}",
                f"{len(words)} characters; at most {WORDS_MOST}",
            ),
        )
    return None


def no_such_mark() -> Fault:
    """No such mark on a report of this key, or the report is out of the account's scope."""
    return Fault(
        "report",
        NO_SUCH_MARK,
        Text(
            "laporan ini tidak ada, bukan milik perangkat daerah Anda, atau tidak bertanda ini",
            "there is no such report, it is not your agency's, or it has no such mark",
        ),
    )
