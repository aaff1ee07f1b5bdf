"""What /openapi.json declares, held against what the services answer."""

import copy
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import httpx
import jsonschema

METHODS = ("get", "post", "put", "delete")
OPEN = {"Problem", "Fault"}
"""Some problems have members of their own."""

Answered = tuple[str, str, str, str]
"""Service, method, path as declared, status."""


def closed(schema: Any) -> Any:
    """The schema, without members that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {name: closed(value) for name, value in schema.items()}
    if "properties" in shut and shut.get("type") == "object":
        shut.setdefault("additionalProperties", False)
    return shut


class Declared:
    """The document of one service."""

    def __init__(self, service: str, document: dict[str, Any]) -> None:
        self._service = service
        self._responses = document["components"]["responses"]
        self._paths = [
            (re.compile(re.sub(r"{\w+}", "[^/]+", path)), path, methods)
            for path, methods in document["paths"].items()
        ]
        schemas = document["components"]["schemas"]
        self._schemas = {
            name: schema if name in OPEN else closed(schema) for name, schema in schemas.items()
        }

    def successes(self) -> Iterator[Answered]:
        """Each answer that is no problem."""
        for _, path, methods in self._paths:
            for method in METHODS:
                for status in methods.get(method, {}).get("responses", {}):
                    if status.startswith("2"):
                        yield self._service, method, path, status

    def judge(self, response: httpx.Response) -> Answered:
        """Which of the declared answers it is; it must be of that one's type."""
        method, asked = response.request.method.lower(), response.request.url.path
        path, methods = next(
            (path, methods) for shape, path, methods in self._paths if shape.fullmatch(asked)
        )
        return self.judge_as(response, method, path, methods[method]["responses"])

    def judge_any(self, response: httpx.Response) -> None:
        """The answer to whatever may be asked: as declared for its route, where another 4xx is a
        problem; of no route, a problem.
        """
        method, asked = response.request.method.lower(), response.request.url.path
        for shape, path, methods in self._paths:
            if shape.fullmatch(asked) and method in methods:
                responses = methods[method]["responses"]
                if 400 <= response.status_code < 500:
                    responses = {str(response.status_code): responses["default"], **responses}
                self.judge_as(response, method, path, responses)
                return
        assert response.status_code in {404, 405}, f"{method} {asked}: {response.status_code}"
        assert response.headers["content-type"] == "application/problem+json"

    def judge_as(
        self, response: httpx.Response, method: str, path: str, responses: Mapping[str, Any]
    ) -> Answered:
        """Which of these declared answers it is; it must be of that one's type."""
        status, where = str(response.status_code), f"{method} {response.request.url.path[:200]}"
        said = responses.get(status)
        assert said is not None, f"{where}: {status} is not declared"
        if "$ref" in said:
            said = self._responses[said["$ref"].rsplit("/", 1)[1]]
        kind = response.headers.get("content-type", "").partition(";")[0]
        content = said.get("content", {})
        if response.content:
            assert kind in content or "*/*" in content, f"{where}: {kind}"
            if kind.endswith("json"):
                self._validate(response.json(), content[kind]["schema"], where)
        return self._service, method, path, status

    def _validate(self, body: Any, schema: Mapping[str, Any], where: str) -> None:
        whole = {**copy.deepcopy(dict(schema)), "components": {"schemas": self._schemas}}
        validator = jsonschema.Draft202012Validator(whole)
        errors = [
            f"{where} {error.json_path}: {error.message}" for error in validator.iter_errors(body)
        ]
        assert not errors, "\n".join(errors)


def judging(declared: Declared, seen: set[Answered]) -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook that judges each answer of a client."""

    async def judge(response: httpx.Response) -> None:
        await response.aread()
        seen.add(declared.judge(response))

    return judge
