"""Operators' pages: metrics and API documents of a service; each document is built once."""

import asyncio
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from faststream.specification import AsyncAPI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from chassis.http import asyncapi, document_files, openapi, swagger
from chassis.http.internal import Internal
from chassis.text import Language, language_of

OPENAPI = "/openapi.json"
ASYNCAPI = "/asyncapi.json"


def show_pages(
    app: FastAPI, internal: Internal, registry: CollectorRegistry, described: Callable[[], AsyncAPI]
) -> None:
    """Give `app` /metrics, /openapi.json, /docs, /asyncapi.json and /asyncapi."""

    described_routes = app.openapi

    def completed() -> dict[str, Any]:
        document = described_routes()
        openapi.complete(document)
        return document

    app.openapi = completed  # type: ignore[method-assign] # as FastAPI's documentation extends it

    async def metrics(request: Request) -> Response:
        """Written in a thread: some thousand series take a tenth of a second, in which a report
        would wait.
        """
        internal.admit(request)
        written = await asyncio.to_thread(generate_latest, registry)
        return Response(written, media_type=CONTENT_TYPE_LATEST)

    @cache
    def openapi_json() -> Response:
        return Response(json.dumps(app.openapi()), media_type="application/json")

    @cache
    def docs() -> Response:
        return swagger.page(app.title, OPENAPI)

    app.add_api_route("/metrics", metrics, include_in_schema=False)
    for path, page in {OPENAPI: openapi_json, "/docs": docs}.items():
        app.add_api_route(path, _guarded(internal, page), include_in_schema=False)

    async def docs_file(request: Request, path: str) -> Response:
        internal.admit(request)
        return document_files.response(request, path)

    app.add_api_route(f"{document_files.PREFIX}/{{path:path}}", docs_file, include_in_schema=False)
    _show_topics(app, internal, described)


def _show_topics(app: FastAPI, internal: Internal, described: Callable[[], AsyncAPI]) -> None:
    @cache
    def written() -> str:
        return described().to_specification().to_json()

    def document() -> Response:
        return Response(written(), media_type="application/json")

    @cache
    def page(language: Language) -> Response:
        return asyncapi.page(json.loads(written()), ASYNCAPI, language)

    async def topics(request: Request) -> Response:
        internal.admit(request)
        return page(language_of(request.headers.get("accept-language", "")))

    app.add_api_route(ASYNCAPI, _guarded(internal, document), include_in_schema=False)
    app.add_api_route("/asyncapi", topics, include_in_schema=False)


def _guarded(internal: Internal, page: Callable[[], Response]) -> Callable[[Request], Response]:
    async def shown(request: Request) -> Response:
        internal.admit(request)
        return page()

    return shown  # type: ignore[return-value]
