"""What a message says while its rule holds, in Indonesian. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from notifier.alerting.facts import Facts
from notifier.channels.email.figures import long_date, number, percent, period
from notifier.channels.email.gist import BLUE, ORANGE, RED, Gist, noun
from notifier.channels.email.letter import Letter, Notice


def _late(notice: Notice, letter: Letter) -> Gist:
    days = notice.subject.days_late(letter.now)
    return Gist(
        tag="TERLAMBAT",
        colour=RED,
        how=f"{days} hari lewat tenggat",
        label=f"TERLAMBAT {days} HARI",
        lead=f"{noun(notice.subject)} di atas telah {days} hari melewati tenggat dan belum "
        "selesai.",
        many="terlambat",
        lasting=days,
    )


def _decision_overdue(notice: Notice, letter: Letter) -> Gist:
    days = max(notice.subject.days_late(letter.now), 1)
    return Gist(
        tag="KEPUTUSAN",
        colour=RED,
        how=f"{days} hari lewat batas waktu",
        label=f"KEPUTUSAN LEWAT BATAS WAKTU {days} HARI",
        lead=f"Keputusan Dewan Smart City di atas telah {days} hari melewati batas waktu dan "
        "belum dilaporkan selesai.",
        many="lewat batas waktu",
        lasting=days,
    )


def _critical(notice: Notice, letter: Letter) -> Gist:
    behind = max(-notice.subject.deviation, 0.0)
    points = number(behind)
    return Gist(
        tag="KRITIS",
        colour=ORANGE,
        how=f"{points} poin di bawah rencana",
        label=f"KRITIS: {points} POIN DI BAWAH RENCANA",
        lead=f"Kemajuan {noun(notice.subject).lower()} di atas tertinggal {points} poin persen "
        "dari rencana dan terancam tidak selesai pada waktunya.",
        many="kritis",
        lasting=round(behind * 1000),
    )


def _due_soon(notice: Notice, letter: Letter) -> Gist:
    subject = notice.subject
    left, due = letter.days_left(subject), long_date(subject.due)
    if subject.due > subject.day(letter.now) and left > 0:
        how, label = f"{left} hari kerja lagi", f"TENGGAT {left} HARI KERJA LAGI"
        lead = f"tenggatnya {due}, {left} hari kerja lagi."
    elif subject.due == subject.day(letter.now):
        how, label, lead = "tenggatnya hari ini", "TENGGAT HARI INI", f"tenggatnya hari ini, {due}."
    else:
        how, label, lead = f"tenggatnya {due}", f"TENGGAT {due.upper()}", f"tenggatnya {due}."
    return Gist(
        tag="MENJELANG TENGGAT",
        colour=BLUE,
        how=how,
        label=label,
        lead=f"{noun(subject)} di atas belum selesai dan {lead}",
        many="menjelang tenggat",
        lasting=-left,
    )


def _window_closed(notice: Notice, letter: Letter) -> Gist:
    subject = notice.subject
    report = _report(subject)
    return Gist(
        tag="BELUM LAPOR",
        colour=RED,
        how=f"{report} belum masuk",
        label="WAKTU MELAPOR SUDAH BERAKHIR",
        lead=f"Waktu melapor sudah berakhir, dan {report} tentang {noun(subject).lower()} di "
        "atas belum masuk.",
        many="belum dilaporkan",
    )


def _window_closing(notice: Notice, letter: Letter) -> Gist:
    subject = notice.subject
    report, last = _report(subject), subject.last_day
    until = f"paling lambat {long_date(last)}" if last else "segera ditutup"
    ends = f"diterima sampai {long_date(last)}" if last else "segera tidak diterima lagi"
    return Gist(
        tag="SEGERA LAPOR",
        colour=BLUE,
        how=f"{report} {until}",
        label="WAKTU MELAPOR SEGERA BERAKHIR",
        lead=f"L{report[1:]} tentang {noun(subject).lower()} di atas belum masuk, dan {ends}.",
        many="yang pelaporannya segera ditutup",
    )


def _report(subject: Facts) -> str:
    return f"laporan {period(subject.period)}".rstrip()


def _done_without_evidence(notice: Notice, letter: Letter) -> Gist:
    return Gist(
        tag="TANPA BUKTI",
        colour=ORANGE,
        how="selesai tanpa bukti",
        label="SELESAI TANPA BUKTI",
        lead=f"{noun(notice.subject)} di atas dilaporkan selesai, tetapi belum ada satu pun bukti "
        "yang diunggah.",
        many="selesai tanpa bukti",
    )


def _scissors(notice: Notice, letter: Letter) -> Gist:
    subject = notice.subject
    spent = subject.spent_percent
    physical = percent(subject.actual_percent)
    money = percent(spent) if spent is not None else "tidak diketahui"
    return Gist(
        tag="FISIK-KEUANGAN",
        colour=ORANGE,
        how=f"fisik {physical}, keuangan {money}",
        label="FISIK DAN KEUANGAN BERJAUHAN",
        lead=f"Kemajuan fisik dan realisasi keuangan {noun(subject).lower()} di atas berjauhan: "
        f"fisik {physical}, keuangan {money} dari pagu.",
        many="dengan fisik dan keuangan berjauhan",
        lasting=round(abs((spent or 0) - subject.actual_percent) * 1000),
    )


def _fell(notice: Notice, letter: Letter) -> Gist:
    now = percent(notice.subject.actual_percent)
    return Gist(
        tag="TURUN",
        colour=ORANGE,
        how=f"kemajuan turun menjadi {now}",
        label=f"KEMAJUAN TURUN MENJADI {now}",
        lead=f"Laporan terbaru tentang {noun(notice.subject).lower()} di atas menyebut kemajuan "
        f"{now}, lebih rendah daripada laporan sebelumnya.",
        many="dengan kemajuan yang turun",
    )


def _no_progress(notice: Notice, letter: Letter) -> Gist:
    subject = notice.subject
    until = f" sampai {period(subject.period)}" if subject.period else ""
    return Gist(
        tag="TIDAK BERGERAK",
        colour=ORANGE,
        how=f"kemajuan tetap {percent(subject.actual_percent)}",
        label="KEMAJUAN TIDAK BERGERAK",
        lead=f"Kemajuan {noun(subject).lower()} di atas tidak naik dalam beberapa periode "
        f"pelaporan terakhir{until}.",
        many="tidak bergerak",
    )


HOLDING: Final[Mapping[str, Callable[[Notice, Letter], Gist]]] = {
    "late": _late,
    "decision_overdue": _decision_overdue,
    "critical": _critical,
    "due_soon": _due_soon,
    "window_closed": _window_closed,
    "window_closing": _window_closing,
    "done_without_evidence": _done_without_evidence,
    "scissors": _scissors,
    "fell": _fell,
    "no_progress": _no_progress,
}
"""The worst first."""
