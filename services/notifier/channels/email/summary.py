"""The sentences of a message about many notices, or of the day's digest, in Indonesian. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from notifier.alerting.policy import CLOSING_STEP, GO_LIVE_STEP
from notifier.channels.email.address import one_line
from notifier.channels.email.asks import asks
from notifier.channels.email.figures import listed, long_date
from notifier.channels.email.gist import Gist, noun
from notifier.channels.email.gists import gist, rank
from notifier.channels.email.letter import Letter, Notice
from notifier.channels.email.wording import notes, progress

MOST_IN_FULL = 30
GROUPS_IN_SUBJECT = 2
DIGEST = "Ringkasan harian"
_BLUE = "#0b5394"


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice in a message about many."""

    message: str
    title: str
    how: str
    noun: str
    facts: tuple[str, ...]
    notes: tuple[str, ...]
    link: str
    respond: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Notices of one kind: `name` says how many, `rest` how many are not in full."""

    name: str
    colour: str
    asks: tuple[str, ...]
    entries: tuple[Entry, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The texts of a message about many notices."""

    subject: str
    label: str
    colour: str
    lead: str
    groups: tuple[Group, ...]
    rest: int
    all_alerts: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A notice with its gist, and its place among others."""

    notice: Notice
    gist: Gist
    place: tuple[int, int, str, str]

    @property
    def message(self) -> str:
        return self.notice.delivery.message


def summarise(letter: Letter) -> Summary:
    """The sentences of the letter: all are counted, the worst are told in full."""
    said = sorted((_said(one, letter) for one in letter.notices), key=attrgetter("place"))
    kinds = [list(group) for _, group in groupby(said, attrgetter("message"))]
    counts = [count(group) for group in kinds]
    groups, room = [], MOST_IN_FULL
    for group, name in zip(kinds, counts, strict=True):
        groups.append(_group(name, group, group[:room], letter))
        room -= len(groups[-1].entries)
    worst = said[0].gist
    tag = DIGEST if letter.is_digest else f"[{worst.tag}]"
    return Summary(
        subject=f"{tag}{':' if letter.is_digest else ''} {_in_a_subject(counts, kinds)}",
        label=DIGEST.upper() if letter.is_digest else _headline(said),
        colour=_BLUE if letter.is_digest else worst.colour,
        lead=_lead(letter, counts),
        groups=tuple(groups),
        rest=sum(group.rest for group in groups),
        all_alerts=letter.all_alerts,
    )


def _said(notice: Notice, letter: Letter) -> _Said:
    said, subject = gist(notice, letter), notice.subject
    place = (rank(notice.delivery.message), -said.lasting, subject.due.isoformat(), subject.item_id)
    return _Said(notice, said, place)


def count(group: Sequence[_Said]) -> str:
    """60 quick win terlambat."""
    nouns = sorted({noun(one.notice.subject).lower() for one in group}, reverse=True)
    return f"{len(group)} {listed(nouns)} {group[0].gist.many}"


def _in_a_subject(counts: Sequence[str], kinds: Iterable[Sequence[_Said]]) -> str:
    shown = list(counts[:GROUPS_IN_SUBJECT])
    others = sum(len(group) for group in list(kinds)[GROUPS_IN_SUBJECT:])
    return listed([*shown, *([f"{others} lainnya"] if others else [])])


def _headline(said: Sequence[_Said]) -> str:
    return f"{len(said)} PEMBERITAHUAN"


def _lead(letter: Letter, counts: Sequence[str]) -> str:
    steps = {one.delivery.step.partition(":")[0] for one in letter.notices}
    if any(step.startswith(GO_LIVE_STEP) for step in steps):
        return (
            f"Peringatan mulai berjalan hari ini. Yang sudah terbuka: {listed(counts)}. Jabatan "
            "lain baru diberi tahu beberapa hari kerja lagi."
        )
    if all(one.delivery.step.startswith(CLOSING_STEP) for one in letter.notices):
        return f"{len(letter.notices)} peringatan kepada Anda berakhir: {listed(counts)}."
    return f"{len(letter.notices)} hal perlu perhatian Anda: {listed(counts)}."


def _group(name: str, group: Sequence[_Said], shown: Sequence[_Said], letter: Letter) -> Group:
    wanted = dict.fromkeys(
        ask for one in group for ask in asks(one.message, one.notice.delivery.role)
    )
    return Group(
        name=name,
        colour=group[0].gist.colour,
        asks=tuple(wanted),
        entries=tuple(_entry(one, letter) for one in shown),
        rest=len(group) - len(shown),
    )


def _entry(said: _Said, letter: Letter) -> Entry:
    notice, subject = said.notice, said.notice.subject
    facts = [one_line(notice.agency_name), f"tenggat {long_date(subject.due)}"]
    if subject.decision is None:
        facts.append(f"kemajuan {progress(subject, ended=said.gist.tag == 'SELESAI')}")
    return Entry(
        message=said.message,
        title=one_line(subject.title),
        how=said.gist.how,
        noun=noun(subject),
        facts=tuple(facts),
        notes=notes(notice, letter),
        link=letter.link(subject),
        respond=notice.respond,
    )
