"""Every gauge that comes from a database, counted anew from the documents in plain Python."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.areas import all_areas
from tests.proof.council import curve, decided, troubled
from tests.proof.documents import Documents
from tests.proof.one_item import OVER, SCHEMES, SERVICES, OneItem
from tests.proof.periods import all_counted, name_of

Series = Mapping[tuple[tuple[str, str], ...], float]
"""Values by labels."""
GROUP = ("region", "pillar", "kind", "agency")
CHANNEL = "email"
REGIONS = json.loads((SERVICES / "planner/regions.json").read_text(encoding="utf-8"))
AREAS = all_areas()
RURAL: Mapping[bool | None, str] = {True: "yes", False: "no"}
SUMS: Mapping[str, Callable[[OneItem], float]] = {
    "aksi_items_weight": lambda one: one.weight,
    "aksi_items_weight_done": lambda one: one.weight * one.done / 100,
    "aksi_items_weight_done_proven": lambda one: one.weight * one.proven / 100,
    "aksi_items_weight_done_verified": lambda one: one.weight * one.reached("verified") / 100,
    "aksi_items_weight_done_signed": lambda one: one.weight * one.reached("signed") / 100,
    "aksi_items_weight_done_is_signed": lambda one: (
        one.weight * min(one.done, one.reached("signed")) / 100
    ),
    "aksi_items_weight_planned": lambda one: one.weight * one.planned / 100,
    "aksi_budget_rupiah": lambda one: one.budget,
    "aksi_budget_realised_rupiah": lambda one: one.spent,
}


def areas_of(region: str) -> list[dict[str, Any]]:
    """The areas of a region, from the file that its tracker is given."""
    return [one for one in AREAS if one["region"] == region]


def lies_in(district: str, area: Mapping[str, Any]) -> bool:
    names = {re.sub(r"\W", "", one["name"]).casefold() for one in area["districts"]}
    return re.sub(r"\W", "", district).casefold() in names


class Recount:
    """The series of each service, by name."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.items = [
            OneItem(row, documents.reports_of.get(row["_id"], ()), documents.at)
            for row in documents.items
        ]
        self._found: dict[str, dict[tuple[tuple[str, str], ...], float]] = defaultdict(dict)

    def tracker(self) -> Mapping[str, Series]:
        """What a tracker says."""
        self._found.clear()
        for part in (self._groups, self._bands, self._quick_wins, self._agencies):
            part()
        for part in (self._periods, self._marks, self._districts, self._council):
            part()
        self._partners_and_areas()
        return dict(self._found)

    def notifier(self) -> Mapping[str, Series]:
        """What a notifier says."""
        self._found.clear()
        for agency in self.documents.known_agencies:
            for rule in self.documents.rules:
                self._put("aksi_alerts_open", 0, region=agency["region"], rule=rule)
        holding = [one for one in self.documents.alerts if one["state"] == "open"]
        for one in holding:
            self._add("aksi_alerts_open", 1, region=one["region"], rule=one["rule"])
        without = sum(bool(one["without_recipient"]) for one in holding)
        self._put("aksi_alerts_without_recipient", without)
        overdue, given_up = 0, 0
        for one in self.documents.deliveries:
            due = one.get("due_at") or one["created_at"]
            overdue += one["state"] == "pending" and due <= self.documents.at
            given_up += one["state"] == "failed" and not one.get("next_channel")
        self._put("aksi_deliveries_pending", overdue, channel=CHANNEL)
        self._put("aksi_deliveries_failed", given_up, channel=CHANNEL)
        refused = {one["mailbox"] for one in self.documents.mailboxes if one.get("refused_at")}
        self._put("aksi_addresses_refused", len(refused))
        return dict(self._found)

    def planner(self) -> Mapping[str, Series]:
        """What a planner says."""
        self._found.clear()
        for one in self.documents.planned:
            state = "cancelled" if one["cancelled"] else "active"
            labels = {"region": one["region"], "kind": one["kind"], "state": state}
            self._add("aksi_plan_items", 1, **labels)
            named = REGIONS.get(one["region"], {"name": one["region"]})["name"]
            self._put("aksi_region_info", 1, region=one["region"], region_name=named)
        return dict(self._found)

    def _groups(self) -> None:
        for one in self.items:
            labels = dict(zip(GROUP, one.labels(*GROUP), strict=True))
            self._add("aksi_items", 1, **labels, status=one.status)
            for name, of in SUMS.items():
                self._add(name, 0 if one.cancelled else of(one), **labels)
            self._add("aksi_items_figure_old", one.has_old_figure, **labels)

    def _districts(self) -> None:
        for one in self.items:
            place = one.plan.get("location") or {}
            of = {
                "region": one.plan["region"],
                "district": place.get("kecamatan") or "",
                "rural": RURAL.get(place.get("rural"), ""),
            }
            self._sums_of(one, "aksi_district_items", **of)

    def _partners_and_areas(self) -> None:
        for one in self.items:
            region = one.plan["region"]
            name = (one.plan.get("location") or {}).get("kecamatan") or ""
            kinds = {partner["kind"] for partner in one.plan.get("partners") or ()}
            groups = [("partner", kind) for kind in kinds]
            groups += [("area", area["area"]) for area in areas_of(region) if lies_in(name, area)]
            for by, value in groups:
                self._sums_of(one, f"aksi_{by}_items", region=region, **{by: value})
        for region in {one.plan["region"] for one in self.items}:
            for area in areas_of(region):
                for part in ("weight", "weight_done", "weight_planned"):
                    self._add(f"aksi_area_items_{part}", 0, region=region, area=area["area"])

    def _sums_of(self, one: OneItem, metric: str, **of: str) -> None:
        self._add(metric, 1, **of, status=one.status)
        for part in ("weight", "weight_done", "weight_planned"):
            value = 0 if one.cancelled else SUMS[f"aksi_items_{part}"](one)
            self._add(f"{metric}_{part}", value, **of)

    def _council(self) -> None:
        for samples in (
            troubled(self.documents, self.items),
            decided(self.documents),
            curve(self.items, self.documents.at),
        ):
            for one in samples:
                self._add(one.metric, one.value, **one.labels)

    def _bands(self) -> None:
        for one in self.items:
            labels = dict(zip(GROUP, one.labels(*GROUP), strict=True))
            for scheme in SCHEMES:
                if band := one.band(scheme):
                    told = {"scheme": scheme["scheme"], "band": band}
                    self._add("aksi_items_in_band", 1, **labels, **told)

    def _quick_wins(self) -> None:
        for one in self.items:
            if one.plan["kind"] != "quick_win":
                continue
            of = {"item_id": one.plan["item_id"]}
            self._put("aksi_quick_win_due_timestamp_seconds", one.due.timestamp(), **of)
            self._put("aksi_quick_win_progress_ratio", one.done / 100, **of)
            self._put("aksi_quick_win_planned_ratio", one.planned / 100, **of)
            self._put("aksi_quick_win_status", 1, **of, status=one.status)
            fields = ("region", "pillar", "agency", "title")
            info = dict(zip(fields, one.labels(*fields), strict=True))
            self._put("aksi_quick_win_info", 1, **of, **info)

    def _agencies(self) -> None:
        for one in self.documents.agencies:
            of = {"region": one["region"], "agency": one["_id"]}
            self._put("aksi_agency_info", 1, **of, name=one["name"])
        heard: dict[tuple[str, ...], list[float]] = defaultdict(list)
        owed: dict[tuple[str, ...], list[float]] = defaultdict(list)
        for item in self.items:
            key = item.labels("region", "agency")
            if item.heard_at:
                heard[key].append(item.heard_at.timestamp())
            if item.status not in OVER:
                owed[key].append(item.owes_since.timestamp())
        told = (
            ("aksi_agency_last_report_timestamp_seconds", heard, max),
            ("aksi_agency_reports_owed_since_timestamp_seconds", owed, min),
        )
        for name, found, chosen in told:
            for (region, agency), instants in found.items():
                self._put(name, chosen(instants), region=region, agency=agency)

    def _periods(self) -> None:
        names = {
            "expected": "aksi_period_reports_expected",
            "came": "aksi_period_reports",
            "on_time": "aksi_period_reports_on_time",
        }
        for region, kind, code, counting in all_counted(self.documents):
            of = {"region": region, "kind": kind, "period": code}
            until = "aksi_period_on_time_until_timestamp_seconds"
            named = {**of, "period_name": name_of(kind, counting.first)}
            self._put(until, counting.on_time_until.timestamp(), **named)
            for (what, agency), count in counting.counted().items():
                self._put(names[what], count, **of, agency=agency)

    def _marks(self) -> None:
        for one in self.documents.marks:
            for rule in one["open"]:
                labels = {"region": one["region"], "agency": one["agency"], "rule": rule}
                self._add("aksi_reports_to_look_at", 1, **labels)

    def _put(self, metric: str, value: float, **labels: str) -> None:
        self._found[metric][tuple(sorted(labels.items()))] = value

    def _add(self, metric: str, value: float, **labels: str) -> None:
        key = tuple(sorted(labels.items()))
        self._found[metric][key] = self._found[metric].get(key, 0) + value


RECOUNTED = frozenset(
    {
        *SUMS,
        *("aksi_items", "aksi_items_in_band", "aksi_plan_items", "aksi_reports_to_look_at"),
        *("aksi_quick_win_due_timestamp_seconds", "aksi_quick_win_progress_ratio"),
        *("aksi_quick_win_planned_ratio", "aksi_quick_win_status", "aksi_quick_win_info"),
        *("aksi_agency_info", "aksi_agency_last_report_timestamp_seconds"),
        "aksi_agency_reports_owed_since_timestamp_seconds",
        *("aksi_period_reports_expected", "aksi_period_reports", "aksi_period_reports_on_time"),
        "aksi_period_on_time_until_timestamp_seconds",
        *("aksi_alerts_open", "aksi_alerts_without_recipient"),
        *("aksi_deliveries_pending", "aksi_deliveries_failed", "aksi_addresses_refused"),
        *("aksi_items_figure_old", "aksi_region_info", "aksi_district_items"),
        *("aksi_partner_items", "aksi_area_items"),
        *(
            f"aksi_{by}_items_{part}"
            for by in ("district", "partner", "area")
            for part in ("weight", "weight_done", "weight_planned")
        ),
        *("aksi_troubled_item_info", "aksi_troubled_item_due_timestamp_seconds"),
        *("aksi_troubled_item_planned_ratio", "aksi_troubled_item_progress_ratio"),
        "aksi_troubled_item_figure_timestamp_seconds",
        "aksi_troubled_item_told_timestamp_seconds",
        *("aksi_decisions", "aksi_troubles_decided", "aksi_trouble_to_decision_seconds"),
        *("aksi_curve_weight", "aksi_curve_weight_planned", "aksi_curve_weight_done"),
    }
)
"""Gauges from a database that are counted anew here."""


def page(found: Mapping[str, Series]) -> str:
    """The series as a service's /metrics page shows them."""
    return "".join(_lines(found))


def _lines(found: Mapping[str, Series]) -> Iterator[str]:
    for metric, series in found.items():
        yield f"# TYPE {metric} gauge\n"
        for labels, value in series.items():
            told = ",".join(
                f"{name}={json.dumps(text, ensure_ascii=False)}" for name, text in labels
            )
            yield f"{metric}{{{told}}} {value!r}\n"
