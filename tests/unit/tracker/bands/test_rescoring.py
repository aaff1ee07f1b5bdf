"""What other limits would have said of the reports so far."""

from datetime import date, timedelta

from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.bands.rescored import Rescored, rescored_lines
from tracker.bands.rescoring import scored
from tracker.bands.scheme import Scheme, read_schemes
from tracker.items.item import Item
from tracker.status.progress import fold

OLD = read_schemes()


def stricter() -> list[Scheme]:
    """TEPRA whose first band ends at 5 points, no Badung, and one of our own."""
    kept = {one.scheme: one for one in OLD}
    first, *others = kept["tepra"].bands
    bands = (first.model_copy(update={"below": 5.0}), *others)
    tepra = kept["tepra"].model_copy(update={"version": "tepra-uji", "bands": bands})
    own = kept["permendagri-86"].model_copy(update={"scheme": "sendiri", "version": "sendiri-1"})
    return [kept["kontrak-kritis"], kept["permendagri-86"], tepra, own]


def test_every_report_is_scored_by_both_and_what_is_new_or_gone_is_said() -> None:
    plan = a_plan(start=date(2026, 1, 1), due=date(2026, 12, 31))
    days = [date(2026, 3, 31), date(2026, 5, 31), date(2026, 6, 10)]
    percents = zip((20, 34, 43), days, strict=True)
    marks = [a_mark(percent, day, report_id=f"{day}") for percent, day in percents]
    wrong, right = (a_mark(p, date(2026, 4, 30), report_id=f"r{p}") for p in (1, 30))
    marks = [*marks, wrong, right._replace(corrected=wrong.report_id)]
    found = Rescored()
    for one in scored(Item(plan), marks, OLD, stricter(), NOON + timedelta(days=30)):
        found.add(one)
    assert found.looked_at == {"kontrak-kritis": 4, "permendagri-86": 4, "tepra": 4}
    assert found.differing == {"tepra": 1}
    assert list(rescored_lines(found, OLD, stricter())) == [
        "badung: tidak ada lagi (is gone)",
        "sendiri: baru (is new), sendiri-1",
        "kontrak-kritis kontrak-kritis-2007 → kontrak-kritis-2007: 0 dari 4 laporan dinilai lain "
        "(reports in another band); sekarang (now) 0 rencana aksi (items)",
        "permendagri-86 permendagri-86-2017 → permendagri-86-2017: 0 dari 4 laporan dinilai lain "
        "(reports in another band); sekarang (now) 0 rencana aksi (items)",
        "tepra tepra-lebong-2023 → tepra-uji: 1 dari 4 laporan dinilai lain (reports in another "
        "band); sekarang (now) 0 rencana aksi (items)",
        "  biru → hijau: 1",
    ]


def test_how_an_item_stands_now_is_by_its_plan_of_now() -> None:
    plan = a_plan(start=date(2026, 1, 1), due=date(2026, 12, 31))
    found = Rescored()
    mark = a_mark(39, date(2026, 6, 1))
    for one in scored(Item(plan, fold([mark])), [mark], OLD, stricter(), NOON):
        found.add(one)
    assert found.differing == {}, "3 points behind when it was reported"
    (line,) = [one for one in rescored_lines(found, OLD, stricter()) if plan.item_id in one]
    assert line == f"  {plan.item_id}: biru → hijau", "6 points behind two weeks later"
    for one in scored(Item(a_plan(cancelled=True)), [mark], OLD, stricter(), NOON):
        raise AssertionError(one)
