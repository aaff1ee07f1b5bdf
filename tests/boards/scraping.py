"""A real Prometheus over running services, with the configuration that is deployed."""

import asyncio
import json
import math
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deploy.local.waiting import NotInTime, until
from tests.boards.expressions import PROMETHEUS, RULES
from tests.ports import own_port

REMEDY = "not installed: apt-get install prometheus (Debian), or put it on the PATH"
EVERY = "1s"
PATIENCE = 60.0
"""Seconds until a series that is to come must be there: a minute of scrapes for a rate."""


def program(name: str) -> str:
    """Path of an installed program; the test fails with the remedy where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} {REMEDY}")
    return found


@dataclass(frozen=True, slots=True)
class Prometheus:
    """Asks a running Prometheus."""

    client: httpx.AsyncClient

    async def values(self, promql: str) -> list[tuple[dict[str, str], float]]:
        """The samples an instant query gives, those that are numbers.

        Raises AssertionError when Prometheus refuses the query.
        """
        answer = await self.client.post("/api/v1/query", data={"query": promql})
        body = answer.json()
        assert body["status"] == "success", f"{body.get('error')} in {promql}"
        found = [(sample["metric"], float(sample["value"][1])) for sample in body["data"]["result"]]
        return [(labels, value) for labels, value in found if math.isfinite(value)]

    async def rules(self) -> list[dict[str, Any]]:
        """Every rule as Prometheus last evaluated it."""
        body = (await self.client.get("/api/v1/rules")).json()
        return [rule for group in body["data"]["groups"] for rule in group["rules"]]

    async def until(self, promql: str) -> list[tuple[dict[str, str], float]]:
        """The samples, as soon as there are any; an empty list when they never come."""
        with suppress(NotInTime):
            return await until(lambda: self.values(promql), PATIENCE, promql)
        return []


Targets = Mapping[str, str | Sequence[str]]
"""job -> host:port, or those of its replicas."""


def configuration(targets: Targets, folder: Path, *, own_paths: bool = False) -> Path:
    """The deployed configuration, pointed at `targets`, every second; at /planner instead of
    /metrics with `own_paths`.

    The rules are the deployed ones except that an alert need not hold for a while, and that all
    are evaluated every second.
    """
    deployed = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
    deployed["global"] |= {
        "scrape_interval": EVERY,
        "scrape_timeout": EVERY,
        "evaluation_interval": EVERY,
    }
    assert {job["job_name"] for job in deployed["scrape_configs"]} == set(targets)
    for job in deployed["scrape_configs"]:
        del job["dns_sd_configs"], job["authorization"]
        at = targets[job["job_name"]]
        job["static_configs"] = [{"targets": [at] if isinstance(at, str) else list(at)}]
        if own_paths:
            job["metrics_path"] = f"/{job['job_name']}"
    rules = folder / "rules"
    rules.mkdir()
    for path in RULES:
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in file["groups"]:
            group.pop("interval", None)
            for rule in group["rules"]:
                rule.pop("for", None)
        (rules / path.name).write_text(json.dumps(file), encoding="utf-8")
    written = folder / "prometheus.yml"
    written.write_text(json.dumps(deployed), encoding="utf-8")
    return written


@asynccontextmanager
async def scraping(
    targets: Mapping[str, str], folder: Path, *options: str
) -> AsyncIterator[Prometheus]:
    """Prometheus while it scrapes `targets`, all of them up."""
    async with serving(configuration(targets, folder), folder, *options) as asked:

        async def all_up() -> bool:
            return len(await asked.values("up == 1")) == len(targets)

        await until(all_up, PATIENCE, f"Prometheus at {dict(targets)}")
        yield asked


@asynccontextmanager
async def serving(configured: Path, folder: Path, *options: str) -> AsyncIterator[Prometheus]:
    """Prometheus over `folder`/data, by a configuration."""
    with own_port() as port, (folder / "prometheus.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            program("prometheus"),
            f"--config.file={configured}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            *options,
            stdout=log,
            stderr=log,
        )
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:

                async def ready() -> bool:
                    return (await client.get("/-/ready")).is_success

                await until(ready, PATIENCE, "Prometheus")
                yield Prometheus(client)
        finally:
            process.terminate()
            await process.wait()
