"""The filters at the top of boards, by name instead of by code."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models.dashboard import (
    VariableHide,
    VariableModel,
    VariableOption,
    VariableRefresh,
    VariableSort,
)

from deploy.grafana.boards.chosen import AGENCY, ITEMS
from deploy.grafana.boards.panels import PROMETHEUS
from deploy.grafana.boards.words import KINDS, MEASURES, PILLARS
from tracker.bands.scheme import read_schemes

LABEL_VALUES, QUERY_RESULT = 1, 3
"""Kinds of query in Grafana's Prometheus editor of variables."""


def region() -> VariableModel:
    """The regions that have a plan."""
    series = "max by (region, region_name) (region:aksi_region_info:topk1)"
    return _named("region", "Daerah", series, "region", "region_name")


def agency() -> VariableModel:
    """The agencies of the chosen regions that have items."""
    series = (
        f'max by (agency, name) ({AGENCY}{{region=~"$region"}} '
        f"and on (region, agency) sum by (region, agency) ({ITEMS}))"
    )
    return _named("agency", "Perangkat daerah", series, "agency", "name")


def pillar() -> VariableModel:
    """The six pillars."""
    return _closed("pillar", "Pilar", PILLARS)


def kind() -> VariableModel:
    """Quick wins, other items, or both."""
    return _closed("kind", "Jenis", KINDS)


def measure() -> VariableModel:
    """Whether progress counts as it came in, as signed, or as proven."""
    return _one_of("measure", "Capaian menurut", MEASURES)


def scheme() -> VariableModel:
    """Another office's scheme of bands."""
    names = {one.scheme: one.name.indonesian for one in read_schemes()}
    return _one_of("scheme", "Skema penilaian", names)


def portal() -> VariableModel:
    """Hidden: where people open the tracker's pages, for links to them. An address of a board does
    not set it: whoever sends one could lead readers elsewhere.
    """
    query = "label_values(aksi_portal_info, address)"
    hidden = _asked("portal", "", query, LABEL_VALUES).hide(VariableHide.HIDE_VARIABLE).build()
    hidden.skip_url_sync = True
    return hidden


def of_items(*more: VariableModel) -> Sequence[VariableModel]:
    """The filters of a board about items, with `more`."""
    return [region(), pillar(), agency(), kind(), *more, portal()]


def _named(name: str, label: str, series: str, value: str, text: str) -> VariableModel:
    pattern = f'/[{{,]{value}="(?<value>[^"]+)",{text}="(?<text>[^"]+)"/'
    return (
        _asked(name, label, f"query_result({series})", QUERY_RESULT)
        .regex(pattern)
        .multi(True)
        .include_all(True)
        .all_value(".*")
        .current(_all())
        .build()
    )


def _asked(name: str, label: str, query: str, kind_of_query: int) -> build.QueryVariable:
    return (
        build.QueryVariable(name)
        .label(label)
        .datasource(PROMETHEUS)
        .query({"qryType": kind_of_query, "query": query, "refId": name})
        .definition(query)
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
    )


def _closed(name: str, label: str, names: Mapping[str, str]) -> VariableModel:
    """A filter of a closed list, shown by its names: value -> name; all by default."""
    return (
        _choices(name, label, names)
        .multi(True)
        .include_all(True)
        .all_value(".*")
        .current(_all())
        .build()
    )


def _one_of(name: str, label: str, names: Mapping[str, str]) -> VariableModel:
    """One of a closed list; the first by default."""
    value, text = next(iter(names.items()))
    return (
        _choices(name, label, names)
        .current(VariableOption(selected=True, text=text, value=value))
        .build()
    )


def _choices(name: str, label: str, names: Mapping[str, str]) -> build.CustomVariable:
    values = ",".join(f"{shown} : {value}" for value, shown in names.items())
    return build.CustomVariable(name).label(label).values(values)


def _all() -> VariableOption:
    return VariableOption(selected=True, text=["All"], value=["$__all"])
