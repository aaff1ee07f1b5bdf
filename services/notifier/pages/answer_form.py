"""The forms that answer an episode: what may be done, what was typed, what is wrong. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.digits import whole_number
from chassis.text import Text
from contracts.account import Account
from notifier.alerting.alert import Alert, Answer
from notifier.alerting.answering import By, NotValid, may_answer, may_silence
from notifier.directory.offices import Office
from notifier.pages.typed_days import day_of

FIELDS = (
    *("tindakan", "dilihat", "sampai", "catatan"),
    *("diam_sampai", "alasan", "kepada", "pesan"),
)
SEEN_DIGITS = 6


class Act(StrEnum):
    """What the button of a form says."""

    ACKNOWLEDGE = "tanggapi"
    SILENCE = "diamkan"
    HAND_OVER = "teruskan"


DAY_OF: Mapping[Act, str] = {Act.ACKNOWLEDGE: "sampai", Act.SILENCE: "diam_sampai"}
WORDS_OF: Mapping[Act, str] = {
    Act.ACKNOWLEDGE: "catatan",
    Act.SILENCE: "alasan",
    Act.HAND_OVER: "pesan",
}
"""By act the field of its day, and of its words."""
ANSWER_OF: Mapping[Act, Answer] = {
    Act.ACKNOWLEDGE: Answer.ACKNOWLEDGED,
    Act.SILENCE: Answer.SILENCED,
    Act.HAND_OVER: Answer.HANDED_OVER,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen; `seen` is how many answers there were when the page was shown."""

    act: Act
    seen: int
    until: date | None
    office: Office | None
    words: str


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What was typed, and what is wrong with it; what is wanted where nothing is."""

    values: Mapping[str, str]
    errors: Mapping[str, Text]
    wanted: Wanted | None = None


EMPTY = AnswerForm(dict.fromkeys(FIELDS, ""), {})


def read_answer(values: Mapping[str, str]) -> AnswerForm:
    """The form from its fields; those of another act are not looked at."""
    act = next((one for one in Act if one == values["tindakan"]), None)
    if act is None:
        return AnswerForm(values, {"catatan": not_chosen()})
    errors: dict[str, Text] = {}
    typed = values[DAY_OF[act]] if act in DAY_OF else ""
    until = day_of(typed)
    if act in DAY_OF and until is None and (typed or act is Act.SILENCE):
        errors[DAY_OF[act]] = no_day() if typed else Text("Pilih harinya.", "Choose the day.")
    chosen = values["kepada"] if act is Act.HAND_OVER else ""
    office = next((one for one in Office if one == chosen), None)
    if act is Act.HAND_OVER and office is None:
        errors["kepada"] = Text("Pilih jabatannya.", "Choose the office.")
    words = values[WORDS_OF[act]]
    if act is not Act.ACKNOWLEDGE and not words:
        errors[WORDS_OF[act]] = Text("Tuliskan alasannya.", "Write why.")
    if errors:
        return AnswerForm(values, errors)
    seen = whole_number(values["dilihat"], SEEN_DIGITS) or 0
    return AnswerForm(values, {}, Wanted(act, seen, until, office, words))


def field_of(act: Act, error: NotValid) -> str:
    """The field of an act's form that an answer was refused for."""
    fields = {"until": DAY_OF.get(act), "office": "kepada"}
    return fields.get(error.field) or WORDS_OF[act]


def refusals(account: Account, episode: Alert) -> Mapping[Act, Text | None]:
    """By act why the account may not do it; None where it may."""
    by = By(account)
    if not episode.open:
        return dict.fromkeys(Act, closed())
    if not may_answer(episode, by):
        return dict.fromkeys(Act, only_to_read())
    silence = None if may_silence(episode, by) else only_a_head()
    return {Act.ACKNOWLEDGE: None, Act.HAND_OVER: None, Act.SILENCE: silence}


def closed() -> Text:
    """Nothing is to be answered any more."""
    return Text(
        "Peringatan ini sudah ditutup: tidak ada lagi yang perlu ditanggapi.",
        "This alert is closed: nothing has to be answered any more.",
    )


def only_to_read() -> Text:
    """The account's role only reads."""
    return Text(
        "Akun ini hanya melihat. Yang menanggapi: perangkat daerahnya, perencana, atau admin.",
        "This account can only read. The agency, the planner or an administrator answer.",
    )


def only_a_head() -> Text:
    """To silence is for heads."""
    return Text(
        "Mendiamkan hanya oleh kepala perangkat daerah, perencana, atau admin.",
        "Only the agency's head, the planner or an administrator may silence it.",
    )


def answered_meanwhile() -> Text:
    """Somebody else was faster: nothing was done."""
    return Text(
        "Sementara itu sudah ada yang menanggapi: lihat di bawah. Isian Anda masih ada; kirim "
        "sekali lagi bila masih perlu.",
        "Somebody has answered meanwhile: see below. What you typed is kept; send it again if it "
        "is still needed.",
    )


def not_chosen() -> Text:
    """No button was pressed."""
    return Text("Pilih dahulu apa yang dikerjakan.", "Choose first what is to be done.")


def no_day() -> Text:
    """What was typed is no day."""
    return Text("Tanggal tidak dikenal; tulis 2026-12-14.", "No day; write 2026-12-14.")
