"""Reviews the sample's reports over the HTTP API: most verified, many signed, two returned of which
one is put right.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack

AT_ONCE = 200
WORDS = "Foto lapangan dan berita acara belum dilampirkan; lengkapi lalu kirim lagi."
Report = Mapping[str, Any]


async def have_reviews(stack: Stack, admin: Caller, logins: Sequence[LogIn], region: str) -> bool:
    """Of each agency whose reviewers have accounts all reports but the latest of each item are
    verified, and all before those signed; of the first agency two latest are returned and one is
    corrected. A region where something was reviewed is left as it is; returns whether it was done.
    """
    people = {(login.agency, login.role): login for login in logins}
    agencies = [agency for agency, role in people if role == "head" and agency]
    found = {one: [item async for item in _items(admin, one, region)] for one in agencies}
    reports = [one for items in found.values() for item in items for one in item["report_log"]]
    if any(one["review"] != "recorded" for one in reports):
        return False
    for number, agency in enumerate(agencies):
        async with AsyncExitStack() as entered:
            verifier, head, officer = [
                await entered.enter_async_context(
                    calling(stack.services, people[agency, role], stack.patient)
                )
                for role in ("verifier", "head", "officer")
            ]
            logs = [_counting(item["report_log"]) for item in found[agency]]
            await _act(verifier, "verified", [one for log in logs for one in log[1:]])
            await _act(head, "signed", [one for log in logs for one in log[2:]])
            latest = [(item, log[0]) for item, log in zip(found[agency], logs, strict=True) if log]
            if number == 0:
                await _act(verifier, "verified", [one for _, one in latest[:2]], WORDS)
                for item, one in latest[:1]:
                    await _correct(officer, item["item_id"], one)
    return True


async def _items(admin: Caller, agency: str, region: str) -> AsyncIterator[Mapping[str, Any]]:
    for item in await admin.items(agency=agency, region=region):
        if item["reports"]:
            answer = await admin.tracker.get(f"/api/v1/items/{item['item_id']}")
            yield answer.raise_for_status().json()


def _counting(log: Sequence[Report]) -> list[Report]:
    """Those that were not corrected, the latest first."""
    return [one for one in log if one["corrected_by"] is None]


async def _act(reviewer: Caller, step: str, reports: Sequence[Report], words: str = "") -> None:
    action = "returned" if words else "passed"
    wanted = [
        {"report": one["report_id"], "action": action, "step": step, "number": 1, "words": words}
        for one in reports
    ]
    for some in _parts(wanted):
        answer = await reviewer.tracker.post("/api/v1/reviews", json={"reviews": some})
        answer.raise_for_status()


async def _correct(officer: Caller, item_id: str, report: Report) -> None:
    """The officer's correction of a returned report, with the same figures."""
    body = {
        "as_of": report["as_of"],
        "physical_percent": report["physical_percent"],
        "note": "Berita acara dan foto sudah dilengkapi.",
        "corrects": report["report_id"],
        "report_id": str(uuid5(NAMESPACE_URL, f"koreksi/{report['report_id']}")),
    }
    answer = await officer.tracker.post(f"/api/v1/items/{item_id}/reports", json=body)
    answer.raise_for_status()


def _parts(wanted: Sequence[Report]) -> Iterator[Sequence[Report]]:
    return (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE))
