"""The council's screen of what in reports is worth a look, and not yet looked at."""

from grafana_foundation_sdk.models.dashboard import ValueMap, ValueMapping, ValueMappingResult

from deploy.grafana.boards.board import Row
from deploy.grafana.boards.panels import About, Column, rows
from tracker.plausibility.wording import NAMES

OPEN = 'region_agency_rule:aksi_reports_to_look_at:max{region=~"$region"}'


def rule_words() -> list[ValueMapping]:
    """Shows a rule by its Indonesian name."""
    return [
        ValueMap(
            {
                rule.value: ValueMappingResult(text=name.indonesian, index=index)
                for index, (rule, name) in enumerate(NAMES.items())
            }
        )
    ]


plausibility = Row(
    7,
    [
        rows(
            About(
                "Perlu ditinjau",
                "Laporan yang angkanya tampak tidak biasa dan belum ditinjau verifikator, per OPD "
                "dan aturan. Belum tentu salah.",
                "minta verifikator OPD itu melihatnya dan menutupnya dengan catatan.",
                "perlu-ditinjau",
            ),
            labels={
                "name": Column("OPD", wraps=True),
                "rule": Column("Yang tampak", words=rule_words()),
                "agency": Column("Kode OPD", width=140),
                "region": Column("Daerah", width=90),
            },
            values=[
                (
                    "sum by (region, agency, name, rule) ("
                    f"({OPEN} > 0) * on (region, agency) group_left (name) "
                    f"region_agency:aksi_agency_info:topk1 or on (region, agency, rule) "
                    f"({OPEN} > 0))",
                    Column(
                        "Laporan", decimals=0, width=100, steps=((None, "green"), (5, "orange"))
                    ),
                ),
            ],
            order=["name", "rule", "0", "agency", "region"],
            sort=("Laporan", True),
            width=24,
            empty="Tidak ada yang perlu ditinjau",
        ),
    ],
)
