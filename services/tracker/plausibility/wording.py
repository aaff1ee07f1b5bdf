"""What a mark saw, in words and figures. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chassis.text import Language, Text
from chassis.web.figures import day, exact_rupiah, month, percent
from contracts.calendar import Period
from contracts.wording import period_name
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule

NAMES: Mapping[PlausibilityRule, Text] = {
    PlausibilityRule.FALLING: Text("Angka kumulatif turun", "Cumulative figures fall"),
    PlausibilityRule.SCISSORS: Text("Fisik dan uang berjauhan", "Physical and money far apart"),
    PlausibilityRule.LAST_HOUR: Text("Lonjakan di jam terakhir", "A jump in the last hour"),
    PlausibilityRule.SAME_SITTING: Text("Serupa dalam satu duduk", "Alike in one sitting"),
    PlausibilityRule.ROUND_FIGURES: Text("Angka bulat terus", "Round figures only"),
    PlausibilityRule.SAME_WORDS: Text("Kata-kata yang sama", "The same words again"),
    PlausibilityRule.CORRIDOR: Text("Uang di luar kelaziman", "Money outside what is usual"),
    PlausibilityRule.NO_EVIDENCE: Text("100 % tanpa bukti", "100 % without evidence"),
    PlausibilityRule.UNUSUAL_STEP: Text("Langkah tidak biasa", "An unusual step"),
}
"""What the rules are called."""
Seen = Mapping[str, Any]


def mark_words(mark: PlausibilityMark) -> Text:
    """What was seen: fisik 80 %, uang 35 %: berjauhan 45 poin."""
    say = _SENTENCES[mark.rule]
    return Text(say(mark.seen, "id"), say(mark.seen, "en"))


def _falling(seen: Seen, language: Language) -> str:
    parts = []
    if "physical" in seen:
        word = "fisik turun dari" if language == "id" else "physical falls from"
        parts.append(f"{word} {_between(seen, 'physical', language)}")
    if "money" in seen:
        word = "uang turun dari" if language == "id" else "money falls from"
        parts.append(f"{word} {_between(seen, 'money', language)}{_by_sipd(seen, language)}")
    return ", ".join(parts)


def _between(seen: Seen, name: str, language: Language) -> str:
    shown = percent if name == "physical" else exact_rupiah
    to = "menjadi" if language == "id" else "to"
    before, now = shown(seen[f"{name}_before"], language), shown(seen[name], language)
    return f"{before} {to} {now}"


def _scissors(seen: Seen, language: Language) -> str:
    physical = percent(seen["physical"], language)
    money = f"{percent(seen['money'], language)}{_by_sipd(seen, language)}"
    apart = _number(seen["apart"], language)
    if language == "id":
        return f"fisik {physical}, uang {money}: berjauhan {apart} poin"
    return f"physical {physical}, money {money}: {apart} points apart"


def _last_hour(seen: Seen, language: Language) -> str:
    step, minutes = _number(seen["step"], language), seen["minutes"]
    if language == "id":
        period = Period.of_code(seen["period"])
        name = period_name(period) if period else seen["period"]
        return f"naik {step} poin, dikirim {minutes} menit sebelum batas {name}"
    return f"up {step} points, sent {minutes} minutes before the end of {seen['period']}"


def _same_sitting(seen: Seen, language: Language) -> str:
    items, minutes = seen["items"], seen["minutes"]
    if "step" in seen:
        is_up, step = seen["step"] > 0, _number(abs(seen["step"]), language)
        if language == "id":
            moved = f"{'naik' if is_up else 'turun'} {step} poin"
            return f"{items} rencana aksi sama-sama {moved}, masuk dalam {minutes} menit"
        moved = f"{'up' if is_up else 'down'} {step} points"
        return f"{items} items all {moved}, entered within {minutes} minutes"
    if language == "id":
        return f"{items} rencana aksi berkata-kata sama, masuk dalam {minutes} menit"
    return f"{items} items say the same words, entered within {minutes} minutes"


def _round_figures(seen: Seen, language: Language) -> str:
    reports, figure = seen["reports"], _number(seen["multiple_of"], language)
    if language == "id":
        return f"{reports} laporan berturut-turut, semuanya kelipatan {figure}"
    return f"{reports} reports in a row, all multiples of {figure}"


def _same_words(seen: Seen, language: Language) -> str:
    since = day(date.fromisoformat(seen["since"]), language)
    if language == "id":
        return f"kata-kata sama persis {seen['times']} laporan berturut-turut, sejak {since}"
    return f"word for word the same in {seen['times']} reports in a row, since {since}"


def _corridor(seen: Seen, language: Language) -> str:
    money, source = percent(seen["money"], language), _by_sipd(seen, language)
    low, high = _number(seen["low"], language), percent(seen["high"], language)
    by = month(date.fromisoformat(seen["as_of"]), language)
    if language == "id":
        return f"uang {money} dari pagu pada {by}{source}; lazimnya {low} sampai {high}"
    return f"{money} of the budget spent by {by}{source}; usual is {low} to {high}"


def _no_evidence(seen: Seen, language: Language) -> str:
    physical = percent(seen["physical"], language)
    return (
        f"fisik {physical}, belum ada bukti"
        if language == "id"
        else f"physical {physical}, no evidence yet"
    )


def _unusual_step(seen: Seen, language: Language) -> str:
    step, usual = _number(seen["step"], language), _number(seen["usual"], language)
    if language == "id":
        return f"naik {step} poin, biasanya {usual} poin"
    return f"up {step} points, usually {usual}"


def _by_sipd(seen: Seen, language: Language) -> str:
    """That SIPD says the money, and up to which day."""
    if "sipd" not in seen:
        return ""
    up_to = day(date.fromisoformat(seen["sipd"]), language)
    return f" (SIPD, {up_to})"


def _number(figure: float, language: Language) -> str:
    return percent(figure, language).removesuffix(" %")


_SENTENCES: Mapping[PlausibilityRule, Callable[[Seen, Language], str]] = {
    PlausibilityRule.FALLING: _falling,
    PlausibilityRule.SCISSORS: _scissors,
    PlausibilityRule.LAST_HOUR: _last_hour,
    PlausibilityRule.SAME_SITTING: _same_sitting,
    PlausibilityRule.ROUND_FIGURES: _round_figures,
    PlausibilityRule.SAME_WORDS: _same_words,
    PlausibilityRule.CORRIDOR: _corridor,
    PlausibilityRule.NO_EVIDENCE: _no_evidence,
    PlausibilityRule.UNUSUAL_STEP: _unusual_step,
}
