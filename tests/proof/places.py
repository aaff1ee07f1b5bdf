"""The same figures of a region wherever they are shown: API, the council's page, the public page
and its files, metrics, the letter to the council, and a recount of the documents.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from html import unescape
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from contracts import CouncilLetter
from contracts.wording import PILLARS
from contracts.words import Pillar, Status
from deploy.local.callers import Caller
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack
from notifier.letters.letter_delivery import LetterDelivery
from notifier.letters.message import LetterWriter
from tests.proof.documents import read
from tests.proof.one_item import OneItem
from tests.proof.recount import SUMS, Recount

Figures = Mapping[str, float]
RECOUNT, API, COUNCIL = "hitung ulang", "API", "halaman dewan"
PUBLIC, JSON, CSV, METRICS = "halaman publik", "data.json", "data.csv", "metrik"
LETTER, LETTER_PAGE, LETTER_MAIL = "surat", "halaman surat", "surel surat"
NEAR = 0.06
"""Pages show one decimal."""
NUMBER = r"([\d.]+(?:,\d+)?)"
PERCENT = NUMBER + " %"


async def in_all_places(stack: Stack, admin: Caller, region: str, eyes: LogIn) -> "Places":
    """The figures of a region; `eyes` is an account that sees it and no other."""
    tracker = stack.services.url("tracker")
    async with httpx.AsyncClient(
        follow_redirects=True, trust_env=False, timeout=30, headers={"accept-language": "id"}
    ) as client:
        form = {"username": eyes.username, "password": eyes.password, "lanjut": "/kemajuan/"}
        await client.post(f"{stack.services.url('planner')}/rencana/masuk", data=form)
        council = (await client.get(f"{tracker}/kemajuan/dewan")).raise_for_status().text
        public = (await client.get(f"{tracker}/publik/{region}")).raise_for_status().text
        told = (await client.get(f"{tracker}/publik/{region}/data.json")).raise_for_status()
        table = (await client.get(f"{tracker}/publik/{region}/data.csv")).raise_for_status().text
        metrics = (await client.get(f"{tracker}/metrics")).raise_for_status().text
        letter = await last_letter(admin, region)
        week = f"{tracker}/kemajuan/surat/{letter.week}"
        letter_page = (await client.get(week)).raise_for_status().text
    asked = {"by": "pillar", "region": region}
    summary = (await admin.tracker.get("/api/v1/summary", params=asked)).raise_for_status()
    items = await admin.items(region=region, kind="quick_win")
    return {
        RECOUNT: _recounted(stack.running.mongodb, region),
        API: _of_api(summary.json()["groups"], items),
        COUNCIL: _of_council(unescape(council)),
        PUBLIC: _of_public(unescape(public)),
        JSON: _of_json(told.json()),
        CSV: _of_csv(table),
        METRICS: _of_metrics(metrics, region),
        LETTER: _of_letter(letter),
        LETTER_PAGE: _of_letter_page(unescape(letter_page)),
        LETTER_MAIL: _of_letter_mail(letter),
    }


Places = Mapping[str, Figures]


def that_differ(places: Places) -> Sequence[str]:
    """Figures that are not the same everywhere, with what each place says."""
    return [line for line in lines(places) if line.endswith("BEDA")]


def lines(places: Places) -> Iterator[str]:
    """A line for each figure and what each place says of it."""
    yield f"{'':<44}" + "".join(f"{place:>16}" for place in places)
    for figure in places[RECOUNT]:
        said = [places[place].get(figure) for place in places]
        there = [value for value in said if value is not None]
        near = NEAR if figure.endswith("%") else 0.5
        same = len(there) > 1 and max(there) - min(there) <= near
        told = "".join(f"{'' if one is None else f'{one:,.1f}':>16}" for one in said)
        yield f"{figure[:44]:<44}{told}  {'sama' if same else 'BEDA'}"


def _shares(sums: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Percentages of the whole and of each pillar, from its sums by name."""
    whole: dict[str, float] = defaultdict(float)
    for of_pillar in sums.values():
        for name, value in of_pillar.items():
            whole[name] += value
    found = {"capaian %": 100 * whole["done"] / whole["weight"]}
    found["rencana %"] = 100 * whole["planned"] / whole["weight"]
    if "is_signed" in whole:
        found["ditandatangani %"] = 100 * whole["is_signed"] / whole["weight"]
        found["ditandatangani dari capaian %"] = 100 * whole["is_signed"] / whole["done"]
    if "budget" in whole:
        found["uang %"] = 100 * whole["realised"] / whole["budget"]
    for pillar, of_pillar in sorted(sums.items()):
        if weight := of_pillar["weight"]:
            name = PILLARS[Pillar(pillar)]
            found[f"{name} capaian %"] = 100 * of_pillar["done"] / weight
            found[f"{name} rencana %"] = 100 * of_pillar["planned"] / weight
    return found


def _recounted(uri: str, region: str) -> Figures:
    recount = Recount(read(uri, datetime.now(UTC)))
    items = [one for one in recount.items if one.plan["region"] == region]
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in items:
        for name, value in _of_item(one).items():
            sums[one.plan["pillar"]][name] += value
    quick_wins = [one for one in items if one.plan["kind"] == "quick_win"]
    return {
        **_shares(sums),
        "terlambat": sum(one.status == "late" for one in items),
        "kritis": sum(one.status == "critical" for one in items),
        "quick win terlambat": sum(one.status == "late" for one in quick_wins),
        **{f"{one.row['_id']} %": one.done for one in quick_wins if not one.cancelled},
    }


def _of_item(one: OneItem) -> dict[str, float]:
    if one.cancelled:
        return {}
    names = {
        "weight": "aksi_items_weight",
        "done": "aksi_items_weight_done",
        "planned": "aksi_items_weight_planned",
        "is_signed": "aksi_items_weight_done_is_signed",
        "budget": "aksi_budget_rupiah",
        "realised": "aksi_budget_realised_rupiah",
    }
    return {name: SUMS[metric](one) for name, metric in names.items()}


def _of_api(
    groups: Sequence[Mapping[str, Any]], quick_wins: Sequence[Mapping[str, Any]]
) -> Figures:
    sums = {
        group["key"]: {
            "weight": group["weight"],
            "done": group["weight_done"],
            "planned": group["weight_planned"],
            "budget": group["budget"],
            "realised": group["budget_realised"],
        }
        for group in groups
    }
    return {
        **_shares(sums),
        "terlambat": sum(group["by_status"].get("late", 0) for group in groups),
        "kritis": sum(group["by_status"].get("critical", 0) for group in groups),
        "quick win terlambat": sum(one["status"] == "late" for one in quick_wins),
        **{f"{one['item_id']} %": one["actual_percent"] for one in quick_wins},
    }


def _of_council(page: str) -> Figures:
    money = _section(page, "uang")
    found = {
        "capaian %": _number(r'"big">' + PERCENT, _section(page, "capaian")),
        "rencana %": _number("rencana sampai hari ini " + PERCENT, _section(page, "capaian")),
        "uang %": _number(r'"big">' + PERCENT, money),
        "quick win terlambat": _number(r'"big"><a[^>]*>' + NUMBER, _section(page, "quick-win")),
        "ditandatangani dari capaian %": _number(r'"big">' + PERCENT, _section(page, "percaya")),
    }
    for name in PILLARS.values():
        row = _row(page, name)
        if said := re.search(PERCENT + ", rencana " + PERCENT, row):
            found[f"{name} capaian %"], found[f"{name} rencana %"] = map(_as_number, said.groups())
    return found


def _of_public(page: str) -> Figures:
    found = {
        "capaian %": _number(r'"big">' + PERCENT, _section(page, "dilaporkan")),
        "rencana %": _number("rencana sampai hari ini " + PERCENT, _section(page, "dilaporkan")),
        "ditandatangani %": _number(r'"big">' + PERCENT, _section(page, "ditandatangani")),
        "quick win terlambat": _number(
            NUMBER + " quick win terlambat", _section(page, "quick-win")
        ),
    }
    for name in PILLARS.values():
        if said := re.findall(PERCENT + "</td>", _row(page, name)):
            found[f"{name} capaian %"], found[f"{name} rencana %"] = map(_as_number, said[:2])
    return found


def _of_json(told: Mapping[str, Any]) -> Figures:
    pillars = told["pillars"]
    sums = {
        pillar: {
            "weight": one["weight"],
            "done": one["weight_reported"],
            "planned": one["weight_planned"],
            "is_signed": one["weight_signed"],
        }
        for pillar, one in pillars.items()
    }
    return {
        **_shares(sums),
        "terlambat": sum(one["by_status"].get("late", 0) for one in pillars.values()),
        "kritis": sum(one["by_status"].get("critical", 0) for one in pillars.values()),
        **{f"{one['item_id']} %": one["reported_percent"] for one in told["items"]},
    }


def _of_csv(table: str) -> Figures:
    rows = list(csv.DictReader(io.StringIO(table)))
    return {
        "quick win terlambat": sum(
            (row["kind"], row["status"]) == ("quick_win", "late") for row in rows
        ),
        **{f"{row['item_id']} %": float(row["reported_percent"]) for row in rows},
    }


def _of_metrics(page: str, region: str) -> Figures:
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    statuses: dict[tuple[str, str], float] = defaultdict(float)
    names = {
        "aksi_items_weight": "weight",
        "aksi_items_weight_done": "done",
        "aksi_items_weight_planned": "planned",
        "aksi_budget_rupiah": "budget",
        "aksi_budget_realised_rupiah": "realised",
    }
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            if sample.labels.get("region") != region:
                continue
            if sample.name in names:
                sums[sample.labels["pillar"]][names[sample.name]] += sample.value
            if sample.name == "aksi_items":
                statuses[sample.labels["kind"], sample.labels["status"]] += sample.value
    return {
        **_shares(sums),
        "terlambat": statuses["quick_win", "late"] + statuses["action", "late"],
        "kritis": statuses["quick_win", "critical"] + statuses["action", "critical"],
        "quick win terlambat": statuses["quick_win", "late"],
    }


async def last_letter(admin: Caller, region: str) -> CouncilLetter:
    """The last letter to the council, as the API has it."""
    path = f"/api/v1/letters/{region}"
    listed = (await admin.tracker.get(path)).raise_for_status().json()["items"]
    found = await admin.tracker.get(f"{path}/{listed[0]['week']}")
    return CouncilLetter.model_validate(found.raise_for_status().json())


def _of_letter(letter: CouncilLetter) -> Figures:
    found = {
        "capaian %": letter.total.actual_percent,
        "rencana %": letter.total.planned_percent,
        "uang %": 100 * letter.spent / letter.budget,
        "ditandatangani dari capaian %": letter.belief.signed_percent,
        "terlambat": letter.total.count(Status.LATE),
        "kritis": letter.total.count(Status.CRITICAL),
        "quick win terlambat": letter.quick_wins.count(Status.LATE),
    }
    for one in letter.pillars:
        found[f"{PILLARS[one.pillar]} capaian %"] = one.actual_percent
        found[f"{PILLARS[one.pillar]} rencana %"] = one.planned_percent
    return {figure: value for figure, value in found.items() if value is not None}


def _of_letter_page(page: str) -> Figures:
    found = {
        "capaian %": _number(r'"big">' + PERCENT, _section(page, "capaian")),
        "rencana %": _number("rencana " + PERCENT, _section(page, "capaian")),
        "uang %": _number(r'"big">' + PERCENT, _section(page, "uang")),
        "quick win terlambat": _number(r'"big">' + NUMBER, _section(page, "quick-win")),
        "ditandatangani dari capaian %": _number(r'"big">' + PERCENT, _section(page, "percaya")),
    }
    for name in PILLARS.values():
        if said := re.search(PERCENT + ", rencana " + PERCENT, _row(page, name)):
            found[f"{name} capaian %"], found[f"{name} rencana %"] = map(_as_number, said.groups())
    return found


def _of_letter_mail(letter: CouncilLetter) -> Figures:
    """As the mail says it."""
    now = datetime.now(UTC)
    delivery = LetterDelivery("k", "l", "r", "council", "a@b.example", "Dewan", "<m@b>", now, now)
    writer = LetterWriter(Address("Aksi", "aksi", "b.example"), "https://b.example")
    body = message_from_bytes(
        writer.written(letter, delivery, now).mail, policy=policy.default
    ).get_body(("html",))
    assert body is not None
    page, value = unescape(str(body.get_content())), r"</th>\s*<td[^>]*><strong>"
    both = PERCENT + ", rencana " + PERCENT
    found = {
        "uang %": _number("Uang terpakai" + value + PERCENT, page),
        "quick win terlambat": _number("Quick win terlambat" + value + NUMBER, page),
        "ditandatangani dari capaian %": _number(PERCENT + " dari capaian ditandatangani", page),
    }
    for name in ("", *PILLARS.values()):
        begin = f"<strong>{name}</strong>: " if name else "Capaian" + value
        if said := re.search(begin + both, page):
            actual, planned = f"{name} capaian %".strip(), f"{name} rencana %".strip()
            found[actual], found[planned] = map(_as_number, said.groups())
    return found


def _section(page: str, name: str) -> str:
    """What stands under a tile's heading."""
    _, found, rest = page.partition(f'aria-labelledby="{name}"')
    assert found, f"no tile {name}"
    return rest.partition("</section>")[0]


def _row(page: str, name: str) -> str:
    """The row of a table that begins with a name."""
    found = re.search(rf'<th scope="row">(?:<a [^>]*>)?{re.escape(name)}<.*?</tr>', page, re.S)
    return found[0] if found else ""


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found, f"{pattern} in {text[:300]}"
    return _as_number(found[1])


def _as_number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))
