"""What some panels say, counted without any query: the sums that a council decides by."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from tests.proof.council import Sample, curve, decided
from tests.proof.one_item import OneItem
from tests.proof.recount import SUMS, Recount, areas_of, lies_in

Counted = Mapping[tuple[tuple[str, str], ...], float]
Of = Callable[[OneItem], float]
STATUSES = ("late", "critical", "behind", "on_track", "done", "not_started", "cancelled")
"""In the order of the bars."""
WEIGHT = SUMS["aksi_items_weight"]


def _by_pillar(recount: Recount, of: Of) -> dict[tuple[tuple[str, str], ...], float]:
    found: dict[tuple[tuple[str, str], ...], float] = defaultdict(float)
    for one in recount.items:
        found[(("pillar", one.plan["pillar"]),)] += of(one)
    return found


def _of_those_that_count(name: str) -> Of:
    return lambda one: 0 if one.cancelled else SUMS[name](one)


def _sum(name: str) -> Callable[[Recount], Counted]:
    return lambda recount: _by_pillar(recount, _of_those_that_count(name))


def _share(name: str) -> Callable[[Recount], Counted]:
    def share(recount: Recount) -> Counted:
        whole = _sum("aksi_items_weight")(recount)
        part = _sum(name)(recount)
        return {key: part[key] / weight for key, weight in whole.items() if weight}

    return share


def _with_status(status: str) -> Callable[[Recount], Counted]:
    return lambda recount: _by_pillar(recount, lambda one: one.status == status)


def _behind(recount: Recount) -> Counted:
    done, planned, weight = (
        sum(map(_of_those_that_count(name), recount.items))
        for name in ("aksi_items_weight_done", "aksi_items_weight_planned", "aksi_items_weight")
    )
    return {(): 100 * (done - planned) / weight}


def _unwatched(recount: Recount) -> Counted:
    planned: dict[str, int] = defaultdict(int)
    for row in recount.documents.planned:
        planned[row["region"]] += not row["cancelled"]
    for one in recount.items:
        planned[one.plan["region"]] -= one.status != "cancelled"
    return {(): sum(map(abs, planned.values()))}


def _old_figures(recount: Recount) -> Counted:
    return {(): sum(one.has_old_figure for one in recount.items)}


def _decisions(state: str) -> Callable[[Recount], Counted]:
    def counted(recount: Recount) -> Counted:
        every = decided(recount.documents)
        return {(): sum(one.value for one in every if one.labels.get("state") == state)}

    return counted


def _behind_by(label: str, values: Callable[[OneItem], Iterable[str]]) -> Callable[..., Counted]:
    def counted(recount: Recount) -> Counted:
        found: dict[str, list[OneItem]] = defaultdict(list)
        for one in recount.items:
            for value in values(one):
                found[value].append(one)
        done, planned, weight = (
            {value: sum(map(_of_those_that_count(name), its)) for value, its in found.items()}
            for name in ("aksi_items_weight_done", "aksi_items_weight_planned", "aksi_items_weight")
        )
        return {
            ((label, value),): 100 * (done[value] - planned[value]) / weight[value]
            for value in found
            if weight[value]
        }

    return counted


def _district(one: OneItem) -> Iterable[str]:
    return filter(None, [(one.plan.get("location") or {}).get("kecamatan")])


def _areas(one: OneItem) -> Iterable[str]:
    named = areas_of(one.plan["region"])
    return [area["area"] for area in named for name in _district(one) if lies_in(name, area)]


def _partner_kinds(one: OneItem) -> Iterable[str]:
    return {partner["kind"] for partner in one.plan.get("partners") or ()}


def _at_months_ends(metric: str) -> Callable[[Recount], Counted]:
    def shares(recount: Recount) -> Counted:
        samples: list[Sample] = [*curve(recount.items, recount.documents.at)]
        whole = sum(one.value for one in samples if one.metric == "aksi_curve_weight")
        found: dict[tuple[tuple[str, str], ...], float] = defaultdict(float)
        for one in samples:
            if one.metric == metric:
                found[(("month", one.labels["month"]),)] += one.value / whole
        return found

    return shares


DIRECTLY: Mapping[tuple[str, str], Callable[[Recount], Counted]] = {
    ("Selisih dari rencana", "A"): _behind,
    ("Capaian dan rencana per pilar", "A"): _share("aksi_items_weight_done"),
    ("Capaian dan rencana per pilar", "B"): _share("aksi_items_weight_planned"),
    ("Anggaran per pilar", "A"): _sum("aksi_budget_realised_rupiah"),
    ("Anggaran per pilar", "B"): _sum("aksi_budget_rupiah"),
    ("Butir yang belum terpantau", "A"): _unwatched,
    ("Angka lebih dari 35 hari", "A"): _old_figures,
    ("Keputusan terbuka", "A"): _decisions("open"),
    ("Keputusan lewat batas", "A"): _decisions("overdue"),
    ("Kecamatan, yang paling tertinggal di atas", "A"): _behind_by("district", _district),
    ("Kawasan khusus, misalnya IKN", "A"): _behind_by("area", _areas),
    ("Menurut mitra", "A"): _behind_by("partner", _partner_kinds),
    ("Rencana dan capaian pada akhir tiap bulan", "A"): _at_months_ends(
        "aksi_curve_weight_planned"
    ),
    ("Rencana dan capaian pada akhir tiap bulan", "B"): _at_months_ends("aksi_curve_weight_done"),
    **{
        ("Status per pilar", "ABCDEFG"[place]): _with_status(status)
        for place, status in enumerate(STATUSES)
    },
}
"""By panel and query."""
