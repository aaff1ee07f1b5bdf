"""The money that reports are looked at with, where SIPD says it. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tracker.funding.funding import Funding
from tracker.plausibility.mark import Figure, Known, ReportFacts


def with_sipd(reports: Sequence[ReportFacts], spent: Sequence[Funding]) -> Sequence[ReportFacts]:
    """The reports, which are in the order in which they count, with the money of SIPD as of their
    days: what was spent up to the last day before that is known, and of no day before the end of
    the month before; an older figure says nothing of the day. What a report says for a later day
    counts instead, as for the item (`Item.is_funded`).
    """
    if not spent:
        return reports
    days, said, found = [one.as_of for one in spent], date.min, list[ReportFacts]()
    for report in reports:
        if report.money is not None:
            said = max(said, report.as_of)
        place = bisect_right(days, report.as_of)
        least = max(said, report.as_of.replace(day=1) - timedelta(days=1))
        if place and days[place - 1] >= least:
            known = spent[place - 1]
            found.append(report._replace(money=known.spent, sipd=known.as_of))
        else:
            found.append(report)
    return found


def money_percent(report: ReportFacts, known: Known) -> float | None:
    """The part of the budget that is spent, percent; None without a budget or a figure."""
    budget = known.plan.budget
    return report.money / budget * 100 if budget and report.money is not None else None


def day_of_money(report: ReportFacts) -> date:
    """The day that the report's money holds for."""
    return report.sipd or report.as_of


def source(report: ReportFacts) -> Mapping[str, Figure]:
    """Up to which day SIPD says the money; nothing where the report says it."""
    return {"sipd": report.sipd.isoformat()} if report.sipd else {}
