"""The closed list of metrics, as each service declares it."""

from dataclasses import dataclass

PROMETHEUS_OWN = {"up", "ALERTS"}
"""Series that Prometheus itself makes."""

HISTOGRAM_PARTS = ("_bucket", "_sum", "_count")


@dataclass(frozen=True, slots=True)
class Exposed:
    """What a /metrics page declares: name -> kind (gauge, counter, histogram)."""

    kinds: dict[str, str]

    def series(self) -> set[str]:
        """The names under which the metrics can be asked for."""
        found = set()
        for name, kind in self.kinds.items():
            found |= {name + part for part in HISTOGRAM_PARTS} if kind == "histogram" else {name}
        return found


def declared(page: str) -> Exposed:
    """Reads the `# TYPE` lines of a /metrics page; they are there before the first sample."""
    kinds = {}
    for line in page.splitlines():
        if line.startswith("# TYPE aksi_"):
            _, _, name, kind = line.split()
            kinds[name] = kind
    return Exposed({name: kind for name, kind in kinds.items() if not name.endswith("_created")})
