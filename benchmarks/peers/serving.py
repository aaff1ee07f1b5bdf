"""Serves a bare FastAPI application as the tracker is served, on BENCH_PORT."""

import os

import uvicorn
from fastapi import FastAPI

from chassis.http.connection import KEEP_ALIVE_SECONDS


def serve(app: FastAPI) -> None:
    """Serve until stopped; one process."""
    uvicorn.run(
        app,
        port=int(os.environ["BENCH_PORT"]),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
