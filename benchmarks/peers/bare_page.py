"""Minimal page: FastAPI, one document by Motor, a Jinja2 template of one table row for each field;
and the minimal road of a file: FastAPI, its SHA-256, and Motor's GridFS.

One process, served as the tracker is. It has no session, no rules, no layout and no languages, and
looks into no file.
It is configured by BENCH_MONGODB, BENCH_DATABASE and BENCH_PORT.
"""

import hashlib
import os
from typing import Any

from fastapi import FastAPI, UploadFile
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorGridFSBucket
from pymongo.write_concern import WriteConcern

from benchmarks.peers.serving import serve

app = FastAPI()
client: "AsyncIOMotorClient[dict[str, Any]]" = AsyncIOMotorClient(os.environ["BENCH_MONGODB"])
items = client[os.environ["BENCH_DATABASE"]]["items"]
stored = client.get_database("bench_files", write_concern=WriteConcern("majority", j=True))
page = Environment(autoescape=True).from_string(
    "<!doctype html><title>{{ item._id }}</title><h1>{{ item.plan.title }}</h1><table>"
    "{% for name, value in item.plan.items() %}<tr><th>{{ name }}</th><td>{{ value }}</td></tr>"
    "{% endfor %}</table>"
)


@app.get("/butir/{item_id}", response_class=HTMLResponse)
async def show_item(item_id: str) -> HTMLResponse:
    return HTMLResponse(page.render(item=await items.find_one({"_id": item_id})))


@app.post("/berkas", status_code=201)
async def post_file(file: UploadFile) -> dict[str, str]:
    data = await file.read()
    bucket = AsyncIOMotorGridFSBucket(stored, "bare")  # of the running loop
    await bucket.upload_from_stream("file", data)
    return {"sha256": hashlib.sha256(data).hexdigest()}


if __name__ == "__main__":
    serve(app)
