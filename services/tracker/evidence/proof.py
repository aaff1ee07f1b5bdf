"""For what evidence is asked, and whether it is there. Pure."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.words import Kind, RegionCode
from tracker.items.item import Item

DEFAULT = Path(__file__).with_name("proof_rules.json")


class ProofRule(BaseModel):
    """Evidence is asked from this percent on, and for every report on items of these kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_percent: Annotated[float, Field(gt=0, le=100)]
    kinds: tuple[Kind, ...] = ()

    def asks(self, kind: str, percent: float) -> bool:
        """Whether a report of `percent` on an item of `kind` needs evidence."""
        return percent >= self.from_percent or kind in self.kinds


class ProofRules(BaseModel):
    """One version of the rules, with its source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    default: ProofRule
    regions: Mapping[RegionCode, ProofRule] = {}

    def of(self, region: str) -> ProofRule:
        """The rule of a region."""
        return self.regions.get(region, self.default)


def read_proof_rules(path: Path | None = None) -> ProofRules:
    """The rules in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return ProofRules.model_validate_json((path or DEFAULT).read_bytes())


def is_unproven(item: Item, rules: ProofRules) -> bool:
    """Whether evidence is asked for the item's figures and neither its latest report has any nor
    the one that first said 100 percent. Such figures count, and are marked.
    """
    latest, run = item.progress.latest, item.progress.run
    if latest is None:
        return False
    plan = item.plan
    if not rules.of(plan.region).asks(plan.kind, latest.physical_percent):
        return False
    report_ids = {latest.report_id}
    if run is not None:
        report_ids.add(run.first[2])
    return report_ids.isdisjoint(item.proof)
