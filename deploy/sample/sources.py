"""Reads the files under data/: published programs, and what the sample adds to them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts.words import Kind, PartnerKind, Pillar

DATA = Path(__file__).with_name("data")
OWN_REGION = "Kutai Kartanegara"
QUICK_WIN_MARK = "-QW-"


@dataclass(frozen=True, slots=True)
class Program:
    """A program as published on a public page; empty: not published. Years as on the page."""

    code: str
    region: str
    pillar: Pillar
    title: str
    agency: str
    years: str
    budget: int | None
    target: str
    source: str


@dataclass(frozen=True, slots=True)
class Addition:
    """Illustrative data that the sample adds to a program so that it can be tracked."""

    kind: Kind
    responsible: str
    supporting: tuple[str, ...]
    partners: tuple[tuple[str, PartnerKind], ...]
    kecamatan: str | None
    desa: str | None
    rural: bool
    indicator: str
    unit: str
    baseline: float
    target: float
    target_published: bool
    budget_million: int
    fund: str
    work: str
    schedule: str
    pace: str
    weight: float


@dataclass(frozen=True, slots=True)
class Office:
    """An agency of Kukar; the codes are the sample's own."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A name in the press, the agency it means, and its partner kind if it is external."""

    printed: str
    agency: str
    external: PartnerKind | None


@dataclass(frozen=True, slots=True)
class Habit:
    """How an agency reports: its road (http, workbook, kafka) and how regularly."""

    road: str
    habit: str


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def programs() -> Mapping[str, Program]:
    """The published programs by the sample's item code, in the plan's order."""
    return {
        row["code"]: Program(
            code=row["code"],
            region=row["region"],
            pillar=Pillar(row["pillar"]),
            title=row["title"],
            agency=row["agency"],
            years="-".join(filter(None, (row["year_start"], row["year_end"]))),
            budget=int(row["budget_idr"]) if row["budget_idr"] else None,
            target=row["output_target"],
            source=row["source_url"],
        )
        for row in _rows("programs.csv")
    }


@cache
def additions() -> Mapping[str, Addition]:
    """The sample's addition to each program, by item code."""
    return {row["code"]: _addition(row) for row in _rows("plan.csv")}


def _addition(row: Mapping[str, str]) -> Addition:
    partners = [pair.rsplit(":", 1) for pair in filter(None, row["partners"].split(";"))]
    return Addition(
        kind=Kind.QUICK_WIN if QUICK_WIN_MARK in row["code"] else Kind.ACTION,
        responsible=row["responsible"],
        supporting=tuple(filter(None, row["supporting"].split(";"))),
        partners=tuple((name, PartnerKind(kind)) for name, kind in partners),
        kecamatan=row["kecamatan"] or None,
        desa=row["desa"] or None,
        rural=row["rural"] == "ya",
        indicator=row["indicator"],
        unit=row["unit"],
        baseline=float(row["baseline"]),
        target=float(row["target"]),
        target_published=row["target_basis"] == "published",
        budget_million=int(row["budget_million"] or 0),
        fund=row["fund"],
        work=row["work"],
        schedule=row["schedule"],
        pace=row["pace"],
        weight=float(row["weight"]),
    )


@cache
def offices() -> Mapping[str, Office]:
    """Kukar's agencies by code."""
    return {
        row["code"]: Office(row["code"], row["name"], row["kind"]) for row in _rows("agencies.csv")
    }


@cache
def aliases() -> Mapping[str, Alias]:
    """The aliases, by the name in the press."""
    return {
        row["printed"]: Alias(
            row["printed"],
            row["agency"],
            PartnerKind(row["external_kind"]) if row["external_kind"] else None,
        )
        for row in _rows("aliases.csv")
    }


@cache
def habits() -> Mapping[str, Habit]:
    """How each reporting agency reports, by code; an agency that is missing never reports."""
    return {row["agency"]: Habit(row["road"], row["habit"]) for row in _rows("habits.csv")}
