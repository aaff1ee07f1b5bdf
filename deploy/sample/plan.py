"""The sample's plan: published programs, with current dates and figures added. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contracts import AgencyPublished, PlanItemPublished
from contracts.words import (
    Book,
    Contact,
    ContactRole,
    Indicator,
    Kind,
    Location,
    Partner,
    PartnerKind,
)
from deploy.sample.schedule import Span, milestones_of, span_of
from deploy.sample.sources import (
    OWN_REGION,
    Addition,
    Alias,
    Office,
    Program,
    additions,
    aliases,
    offices,
    programs,
)

REGION = "kukar"
TIME_ZONE = "Asia/Makassar"
MAIL_DOMAIN = "kukar.example"
DELIVERY_TEAM = Office("TIM-PELAKSANA", "Tim Pelaksana Smart City", "tim_pelaksana")
THEMES = {
    "governance": "Birokrasi digital yang melayani",
    "society": "Sumber daya manusia yang berdaya",
    "economy": "Ekonomi kerakyatan yang tumbuh",
    "branding": "Pariwisata dan budaya yang dikenal",
    "living": "Kesehatan dan permukiman yang layak",
    "environment": "Lingkungan yang lestari",
}
"""The RPJMD link that the sample writes, by pillar; the wording is its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the plan: the item, its owner as printed, remark, pace and kind of work."""

    item: PlanItemPublished
    printed_agency: str
    remark: str
    pace: str
    work: str

    @property
    def span(self) -> Span:
        """First and last day."""
        return Span(self.item.start, self.item.due)


def entries(today: date) -> list[Entry]:
    """Every item of the sample as of `today`, in the plan's order."""
    return [_entry(program, additions()[code], today) for code, program in programs().items()]


def agencies() -> list[AgencyPublished]:
    """Kukar's agencies and the delivery team, each office with its own addresses."""
    return [_agency(office) for office in [*offices().values(), DELIVERY_TEAM]]


def alias_names(agency: str) -> list[str]:
    """The names that the press uses for `agency` itself; its code is not an alias."""
    return [
        alias.printed
        for alias in aliases().values()
        if alias.agency == agency
        and alias.external is None
        and alias.printed.casefold() != agency.casefold()
    ]


def _agency(office: Office) -> AgencyPublished:
    return AgencyPublished(
        agency=office.code,
        version=1,
        region=REGION,
        name=office.name,
        kind=office.kind,
        contacts=tuple(_contacts(office)),
    )


def _contacts(office: Office) -> Iterator[Contact]:
    domain = f"{office.code.lower()}.{MAIL_DOMAIN}"
    if office is DELIVERY_TEAM:
        yield Contact(
            role=ContactRole.DELIVERY_TEAM, name=office.name, email=f"sekretariat@{domain}"
        )
        return
    for role, title, box in (
        (ContactRole.OFFICER, "PPTK", "pptk"),
        (ContactRole.VERIFIER, "Kabid", "kabid"),
        (ContactRole.HEAD, "Kepala", "kepala"),
    ):
        yield Contact(role=role, name=f"{title} {office.name}", email=f"{box}@{domain}")


def _entry(program: Program, addition: Addition, today: date) -> Entry:
    alias = aliases().get(program.agency)
    owner = addition.responsible or _owner(program, alias)
    outside = alias if alias and alias.external and not addition.responsible else None
    span = span_of(program.code, addition.schedule, today)
    return Entry(
        item=_item(program, addition, owner, span, outside),
        printed_agency=_printed(program, addition, outside, owner),
        remark=" ".join(_remarks(program, addition, outside)),
        pace=addition.pace,
        work=addition.work,
    )


def _owner(program: Program, alias: Alias | None) -> str:
    """The code of a program's printed owner. Raises KeyError for an unknown name."""
    if alias:
        return alias.agency
    return {office.name: code for code, office in offices().items()}[program.agency]


def _printed(program: Program, addition: Addition, outside: Alias | None, owner: str) -> str:
    """The text of the owner's cell: the press's name if it means one of the agencies."""
    if addition.responsible or outside:
        return offices()[owner].name
    return program.agency


def _item(
    program: Program, addition: Addition, owner: str, span: Span, outside: Alias | None
) -> PlanItemPublished:
    partners = [*addition.partners]
    if outside and outside.external:
        partners.insert(0, (outside.printed, outside.external))
    quick_win = addition.kind is Kind.QUICK_WIN
    budget = addition.budget_million * 1_000_000 if program.budget is None else program.budget
    return PlanItemPublished(
        item_id=program.code,
        version=1,
        region=REGION,
        time_zone=TIME_ZONE,
        book=Book.QUICK_WINS if quick_win else Book.ACTION_PLAN,
        pillar=program.pillar,
        kind=addition.kind,
        title=program.title,
        agency=owner,
        supporting_agencies=addition.supporting,
        partners=tuple(Partner(name=name, kind=PartnerKind(kind)) for name, kind in partners),
        location=Location(kecamatan=addition.kecamatan, desa=addition.desa, rural=addition.rural),
        start=span.start,
        due=span.due,
        milestones=milestones_of(addition.work, span),
        indicator=Indicator(
            name=addition.indicator,
            unit=addition.unit,
            baseline=addition.baseline,
            target=addition.target,
            target_text=_target_text(program, addition),
        ),
        budget=budget,
        budget_source=addition.fund,
        rpjmd=THEMES[program.pillar],
        weight=addition.weight,
    )


def _target_text(program: Program, addition: Addition) -> str | None:
    """The target as printed, if its first figure equals the target: "6.000 nelayan pesisir"."""
    figure = re.match(r"\d[\d.]*", program.target) if addition.target_published else None
    same = figure and float(figure[0].replace(".", "")) == addition.target
    return program.target if same else None


def _remarks(program: Program, addition: Addition, outside: Alias | None) -> Iterator[str]:
    """Sentences of the remark column: what is published, and what the sample added."""
    yield f"Sumber: {program.source}."
    if program.region != OWN_REGION:
        yield f"Program {program.region}; di sini sebagai contoh bagi Kukar."
    elif not program.agency:
        yield "Penanggung jawab tidak disebut sumber; ilustratif."
    if outside:
        yield f"Pelaksana menurut sumber: {outside.printed}."
    years = f"tahun menurut sumber {program.years}" if program.years else "sumber tanpa tahun"
    yield f"Jadwal ilustratif ({years})."
    yield "Pagu menurut sumber." if program.budget is not None else "Pagu ilustratif."
    published = addition.target_published
    yield f"Target menurut sumber: {program.target}." if published else "Target ilustratif."
