"""Minimal intake of reports by HTTP: FastAPI checks the body, Motor inserts it.

One process, served as the tracker is. It has no authentication, no items, no rules, no latest
figures and no events; what it stores is as durable as the tracker's.

It is configured by BENCH_MONGODB, BENCH_DATABASE and BENCH_PORT.
"""

import os
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel, ConfigDict, Field

from benchmarks.peers.serving import serve
from contracts.words import Day, Percent, Rupiah

app = FastAPI()
client: "AsyncIOMotorClient[dict[str, Any]]" = AsyncIOMotorClient(
    os.environ["BENCH_MONGODB"], w="majority", journal=True
)
reports = client[os.environ["BENCH_DATABASE"]]["reports"]


class ReportBody(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    as_of: Day
    physical_percent: Percent
    budget_realised: Rupiah = 0
    note: Annotated[str, Field(max_length=4000)] = ""
    obstacle: Annotated[str, Field(max_length=4000)] = ""
    follow_up: Annotated[str, Field(max_length=4000)] = ""


@app.post("/api/v1/items/{item_id}/reports", status_code=201)
async def post_report(item_id: str, body: ReportBody) -> dict[str, str]:
    report_id = str(uuid4())
    document = body.model_dump(mode="json")
    await reports.insert_one(
        {"_id": report_id, "item_id": item_id, "received_at": datetime.now(UTC), **document}
    )
    return {"report_id": report_id}


if __name__ == "__main__":
    serve(app)
