"""The sentences of a message about one notice, in Indonesian. Pure."""

from dataclasses import dataclass

from contracts.wording import OFFICES, PILLARS, SMART_PILLARS
from notifier.alerting.facts import Facts
from notifier.channels.email.address import one_line
from notifier.channels.email.asks import asks
from notifier.channels.email.figures import listed, long_date, percent, period, rupiah
from notifier.channels.email.gist import Gist, noun
from notifier.channels.email.gists import gist
from notifier.channels.email.letter import Letter, Notice

TITLE_IN_SUBJECT = 56
WINDOWS = {"window_closing", "window_closed"}
_OFFICE_NAMES = {str(office): name for office, name in OFFICES.items()} | {
    "head": "Kepala Perangkat Daerah"
}


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one notice; `rows` are the facts, `asks` what the reader is asked to do, `notes`
    why it is they who are told, and why now.
    """

    subject: str
    label: str
    colour: str
    title: str
    lead: str
    notes: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]
    noun: str
    link: str
    respond: str | None


def word(notice: Notice, letter: Letter) -> Wording:
    """The sentences of one notice, as of the letter's time."""
    said, delivery = gist(notice, letter), notice.delivery
    title = one_line(notice.subject.title)
    again = "Pengingat: " if is_reminder(notice) else ""
    return Wording(
        subject=f"[{said.tag}] {again}{_short(title)} - {said.how}",
        label=f"PENGINGAT · {said.label}" if again else said.label,
        colour=said.colour,
        title=title,
        lead=said.lead,
        notes=notes(notice, letter),
        rows=_rows(notice, said),
        asks=asks(delivery.message, delivery.role),
        noun=noun(notice.subject),
        link=letter.link(notice.subject),
        respond=notice.respond,
    )


def is_reminder(notice: Notice) -> bool:
    """Whether the address was told of the same episode before."""
    return notice.before is not None and not notice.delivery.is_closing


def notes(notice: Notice, letter: Letter) -> tuple[str, ...]:
    """Why the reader is told, where it is not as usual."""
    delivery, found = notice.delivery, []
    if delivery.instead_of:
        offices = listed([office_name(office) for office in delivery.instead_of])
        found.append(f"Jabatan {offices} kosong, karena itu Anda yang diberi tahu.")
    if delivery.words:
        found.append(f"Diserahkan kepada Anda dengan catatan: “{one_line(delivery.words)}”")
    if is_reminder(notice) and notice.before and notice.before.sent_at:
        since = long_date(notice.subject.day(notice.before.sent_at))
        found.append(f"Ini pengingat: kami sudah memberi tahu Anda pada {since}.")
    if delivery.held:
        found.append(
            "Pesan ini tidak langsung dikirim, karena dalam satu jam Anda sudah menerima banyak "
            "pesan."
        )
    return tuple(found)


def office_name(office: str) -> str:
    """An office as readers call it; its code where it is none of ours."""
    return _OFFICE_NAMES.get(office, office)


def _rows(notice: Notice, said: Gist) -> tuple[tuple[str, str], ...]:
    subject, delivery = notice.subject, notice.delivery
    agency = ("Perangkat daerah", one_line(notice.agency_name))
    if subject.decision is not None:
        item = (("Tentang", subject.decided_item),) if subject.decided_item else ()
        return (("Jenis", noun(subject)), *item, agency, ("Batas waktu", long_date(subject.due)))
    pillar = subject.pillar
    rows = [
        ("Kode", subject.item_id),
        ("Jenis", noun(subject)),
        *([("Pilar", f"{PILLARS[pillar]} ({SMART_PILLARS[pillar]})")] if pillar else []),
        agency,
        ("Tenggat", long_date(subject.due)),
    ]
    if delivery.message in WINDOWS and subject.period:
        rows.append(("Periode", period(subject.period)))
    rows.append(("Kemajuan", progress(subject, ended=said.tag == "SELESAI")))
    if delivery.message == "scissors" and subject.spent is not None:
        money = f"{rupiah(subject.spent)} dari {rupiah(subject.budget)}"
        rows.append(("Keuangan", money))
    return (*rows, ("Laporan terakhir", last_report(subject)))


def progress(subject: Facts, *, ended: bool = False) -> str:
    """How far it is: 72,5 % dari rencana 100 %."""
    done = percent(subject.actual_percent)
    return done if ended else f"{done} dari rencana {percent(subject.planned_percent)}"


def last_report(subject: Facts) -> str:
    """The day of the last report; that there is none only where none was heard of."""
    if subject.last_report:
        return f"posisi {long_date(subject.last_report)}"
    return "sudah ada" if subject.reports else "belum ada laporan"


def _short(title: str) -> str:
    """As many whole words as fit into a subject together with the delay."""
    if len(title) <= TITLE_IN_SUBJECT:
        return title
    cut = title[: TITLE_IN_SUBJECT - 1]
    whole = cut.rpartition(" ")[0]
    return f"{whole if len(whole) > TITLE_IN_SUBJECT // 2 else cut}…"
