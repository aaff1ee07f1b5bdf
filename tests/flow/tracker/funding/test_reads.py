"""What a page of the money side reads does not grow with the years behind it."""

from datetime import UTC, datetime
from typing import Any

from tests.flow.tracker.keeping import Keeping
from tracker.funding.figure import SubActivity
from tracker.funding.repository import FundingRepository

YEARS, CODES = range(2020, 2032), 30
AT = datetime(2031, 8, 15, tzinfo=UTC)


def figure(agency: str, year: int, number: int) -> dict[str, Any]:
    code = f"3.27.02.2.01.{number:04}"
    return {
        "_id": f"{agency}/{year}/{code}/spent/1-12/{year}",
        "agency": agency,
        "region": "kukar",
        "year": year,
        "code": code,
        "name": f"Taman {number}",
        "money": "spent",
        "first": 1,
        "last": 12,
        "rupiah": 5,
        "file": f"{agency}{year}",
        "file_name": "lra.xlsx",
        "said_at": AT,
        "by": "uji",
    }


async def test_a_year_of_an_agency_is_read_by_itself(kept: Keeping) -> None:
    rows = FundingRepository(kept.database)
    await rows.prepare()
    figures = kept.database["funding_figures"]
    for agency in ("DINKES", "DISHUB"):
        await figures.insert_many(
            [figure(agency, year, number) for year in YEARS for number in range(CODES)]
        )
    for work in (
        lambda: rows.names_of("DINKES", 2031),
        lambda: rows.files_of("DINKES", 2031),
        lambda: rows.files_of("DINKES", file="DINKES2031"),
        lambda: rows.standing_in("DINKES", 2031),
    ):
        read = await kept.read_by(work)
        assert read["docsExamined"] <= CODES, read["command"]

    reads = await kept.all_read_by(lambda: rows.years_of("DINKES"))
    assert sum(one["docsExamined"] for one in reads) <= len(YEARS)
    assert await rows.years_of("DINKES") == sorted(YEARS, reverse=True)

    some = {SubActivity("DINKES", "3.27.02.2.01.0007")}
    read = await kept.read_by(lambda: rows.figures_of(some))
    assert read["docsExamined"] <= len(YEARS)
