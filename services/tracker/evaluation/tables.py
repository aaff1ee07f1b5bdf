"""The tables of a pack, as people read them: Indonesian, as the evaluation's forms are. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contracts.wording import KINDS, PILLARS, STATUSES
from contracts.words import Kind
from tracker.evaluation.facts import PackFacts, PackItem
from tracker.index.region_index import RegionIndex
from tracker.index.smart_index import Side
from tracker.index.weights import Component
from tracker.reporting.report import given_id
from tracker.status.status import course_of

Value = str | int | float | Decimal | date | datetime | None
INDEX, BASELINES, QUICK_WINS, EVIDENCE, HISTORY, MINUTES = (
    *("indeks", "baseline", "quick-win"),
    *("bukti", "riwayat-status", "risalah"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, as files and sheets have it, headings and rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


def tables(facts: PackFacts) -> Sequence[Table]:
    """All tables, in their order; the same facts give the same tables."""
    zone = facts.index.overview.zone
    return [
        _index(facts.index),
        Table(BASELINES, _BASELINE_HEADINGS, [_baseline(one) for one in facts.items]),
        quick_wins(facts),
        Table(EVIDENCE, _EVIDENCE_HEADINGS, list(_evidence(facts, zone))),
        Table(HISTORY, _HISTORY_HEADINGS, list(_history(facts, zone))),
        Table(MINUTES, _MINUTES_HEADINGS, list(_minutes(facts))),
    ]


def quick_wins(facts: PackFacts) -> Table:
    """The quick wins."""
    chosen = (one for one in facts.items if one.item.plan.kind is Kind.QUICK_WIN)
    rows = [_quick_win(one, facts.as_of) for one in chosen]
    return Table(QUICK_WINS, _QUICK_WIN_HEADINGS, rows)


_INDEX_HEADINGS = ("Bagian", "Diklaim", "Terbukti", "Dari", "Tanggal", "Sumber atau catatan")


def _index(found: RegionIndex) -> Table:
    rows: list[Sequence[Value]] = []
    for component in Component:
        score = found.scores.components.get(component)
        name = f"Nilai {component.value.replace('_', ' ')}"
        if score is None:
            rows.append((name, None, None, None, None, "belum ada nilai"))
        else:
            rows.append((name, score.claimed, score.proven, score.by, score.on, score.source))
    for one in found.rules.weights:
        sides = found.by(one)
        weights = ", ".join(f"{part} {one.percent[part]} %" for part in Component)
        lacking = {part for side in Side for part in sides[side].missing}
        lacks = ", ".join(part.value for part in Component if part in lacking)
        note = f"bobot: {weights}. {one.source}"
        if lacks:
            note = f"belum dapat dihitung seluruhnya, belum ada nilai: {lacks}. {note}"
        values = [sides[side].value for side in Side]
        rows.append((f"Indeks, bobot {one.name.indonesian}", *values, None, None, note))
    coverage = None if found.coverage is None else round(found.coverage, 1)
    weak = " Jangan dipakai dulu." if found.is_weak else ""
    least = f"persen capaian yang punya bukti; perlu {found.rules.coverage_at_least:g}.{weak}"
    rows.append(("Cakupan bukti", None, coverage, None, None, least))
    return Table(INDEX, _INDEX_HEADINGS, rows)


_BASELINE_HEADINGS = (
    *("Kode", "Judul", "Jenis", "Pilar", "Perangkat daerah", "Indikator", "Satuan"),
    *("Baseline dalam rencana", "Target", "Laporan pertama per", "Fisik pertama (%)"),
    *("Kode laporan pertama", "Laporan terakhir per", "Fisik terakhir (%)"),
)


def _baseline(one: PackItem) -> Sequence[Value]:
    plan, latest, first = one.item.plan, one.item.progress.latest, one.first
    indicator = plan.indicator
    return (
        plan.item_id,
        plan.title,
        KINDS[plan.kind],
        PILLARS[plan.pillar],
        plan.agency,
        indicator.name if indicator else None,
        indicator.unit if indicator else None,
        indicator.baseline if indicator else None,
        (indicator.target_text or indicator.target) if indicator else None,
        first.as_of if first else None,
        first.physical_percent if first else None,
        given_id(first.report_id) if first else None,
        latest.as_of if latest else None,
        latest.physical_percent if latest else None,
    )


_QUICK_WIN_HEADINGS = (
    *("Kode", "Judul", "Pilar", "Perangkat daerah", "Mulai", "Batas waktu", "Status", "Aturan"),
    *("Rencana (%)", "Dilaporkan (%)", "Ditandatangani (%)", "Bukti yang diminta", "Laporan per"),
)


def _quick_win(one: PackItem, as_of: datetime) -> Sequence[Value]:
    item, plan = one.item, one.item.plan
    latest = item.progress.latest
    return (
        plan.item_id,
        plan.title,
        PILLARS[plan.pillar],
        plan.agency,
        plan.start,
        plan.due,
        STATUSES[item.status] if item.status else None,
        item.rule,
        round(course_of(plan).curve.at(as_of), 1),
        item.progress.actual_percent,
        one.signed,
        "belum ada" if one.is_unproven else "ada atau tidak diminta",
        latest.as_of if latest else None,
    )


_EVIDENCE_HEADINGS = (
    *("Kode rencana aksi", "Kode laporan", "SHA-256", "Nama berkas", "Jenis berkas", "Byte"),
    *("Ditambahkan", "Dipindai dari virus"),
)


def _evidence(facts: PackFacts, zone: ZoneInfo) -> Iterator[Sequence[Value]]:
    for one in facts.evidence:
        yield (
            one.item_id,
            one.report_id,
            one.sha256,
            one.name,
            one.media_type,
            one.size,
            one.added_at.astimezone(zone),
            "ya" if one.scanned else "tidak",
        )


_MINUTES_HEADINGS = (
    *("Kode keputusan", "Rapat", "Kode rencana aksi", "Perangkat daerah", "Risalah", "SHA-256"),
    *("Nama berkas", "Jenis berkas", "Byte", "Dipindai dari virus"),
)


def _minutes(facts: PackFacts) -> Iterator[Sequence[Value]]:
    for one in facts.minutes:
        if (file := one.minutes_file) is not None:
            yield (
                one.decision_id,
                one.wording.met_on,
                one.subject.item_id,
                one.subject.agency,
                one.wording.minutes,
                file.sha256,
                file.name,
                file.media_type,
                file.size,
                "ya" if file.scanned else "tidak",
            )


_HISTORY_HEADINGS = (
    *("Kode rencana aksi", "Urutan", "Dari", "Menjadi", "Aturan", "Sejak", "Dilihat"),
    *("Rencana (%)", "Fisik (%)"),
)


def _history(facts: PackFacts, zone: ZoneInfo) -> Iterator[Sequence[Value]]:
    for one in facts.history:
        yield (
            one.item_id,
            one.seq,
            STATUSES[one.from_status] if one.from_status else None,
            STATUSES[one.to_status],
            one.rule,
            one.since.astimezone(zone),
            one.at.astimezone(zone),
            one.planned_percent,
            one.actual_percent,
        )
