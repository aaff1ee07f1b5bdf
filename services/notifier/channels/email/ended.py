"""What a message says of the end of an episode, in Indonesian. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from notifier.channels.email.address import one_line
from notifier.channels.email.figures import long_date
from notifier.channels.email.gist import CLOSED, GREEN, GREY, Gist, noun
from notifier.channels.email.letter import Letter, Notice


def _moved(notice: Notice, letter: Letter) -> Gist:
    new = long_date(notice.subject.due)
    said = notice.before.said_due if notice.before else None
    was = long_date(said) if said and said != notice.subject.due else None
    what = "Batas waktu" if notice.subject.decision is not None else "Tenggat"
    return Gist(
        tag="TENGGAT BERUBAH",
        colour=GREY,
        how=f"{what.lower()}nya menjadi {new}{f', semula {was}' if was else ''}",
        label=f"{what.upper()} BERUBAH",
        lead=f"{what} {noun(notice.subject).lower()} di atas berubah"
        f"{f' dari {was}' if was else ''} menjadi {new}. Peringatan yang kami kirim sebelumnya "
        "tidak berlaku lagi; bila perlu kami memberi tahu Anda lagi.",
        many="berubah tenggatnya",
    )


def _handed_over(notice: Notice, letter: Letter) -> Gist:
    is_known = notice.subject.agency != notice.delivery.agency
    to = one_line(notice.agency_name) if is_known else "perangkat daerah lain"
    return Gist(
        tag="DIALIHKAN",
        colour=GREY,
        how="penanggung jawabnya berganti",
        label="PENANGGUNG JAWAB BERGANTI",
        lead=f"Penanggung jawab {noun(notice.subject).lower()} di atas kini {to}. {CLOSED}",
        many="berganti penanggung jawab",
    )


def _cancelled(notice: Notice, letter: Letter) -> Gist:
    is_decision = notice.subject.decision is not None
    how = "ditarik kembali" if is_decision else "dibatalkan"
    return Gist(
        tag=how.upper(),
        colour=GREY,
        how=how,
        label=how.upper(),
        lead=f"{noun(notice.subject)} di atas {how}. {CLOSED}",
        many=how,
    )


def _recovered(notice: Notice, letter: Letter) -> Gist:
    first = notice.before.message if notice.before else ""
    how = RECOVERED.get(first, "keadaannya sudah membaik")
    return Gist(
        tag="MEMBAIK",
        colour=GREEN,
        how=how,
        label="MEMBAIK",
        lead=f"{noun(notice.subject)} di atas {how}. {CLOSED}",
        many="membaik",
    )


RECOVERED: Final[Mapping[str, str]] = {
    "late": "tidak lagi terlambat",
    "critical": "tidak lagi kritis",
    "due_soon": "tidak lagi menjelang tenggat",
    "decision_overdue": "tidak lagi lewat batas waktu",
    "window_closing": "sudah dilaporkan",
    "window_closed": "sudah dilaporkan",
    "no_progress": "sudah bergerak",
    "fell": "tidak lagi turun",
    "scissors": "tidak lagi berjauhan fisik dan keuangannya",
    "done_without_evidence": "sudah ada buktinya",
}


def _done(notice: Notice, letter: Letter) -> Gist:
    subject = notice.subject
    over = max((subject.done_at - subject.due).days, 0) if subject.done_at else 0
    timing = f" {over} hari lewat tenggat" if over else " tepat waktu" if subject.done_at else ""
    day = f" pada {long_date(subject.done_at)}," if subject.done_at else ""
    return Gist(
        tag="SELESAI",
        colour=GREEN,
        how=f"selesai{timing}",
        label="SELESAI",
        lead=f"{noun(subject)} di atas telah selesai{day}{timing}. {CLOSED}",
        many="selesai",
    )


ENDED: Final[Mapping[str, Callable[[Notice, Letter], Gist]]] = {
    "moved": _moved,
    "handed_over": _handed_over,
    "cancelled": _cancelled,
    "recovered": _recovered,
    "done": _done,
}
