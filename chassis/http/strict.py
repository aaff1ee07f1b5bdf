"""Strict routes: an unknown name is refused, with the nearest known name as a suggestion."""

from collections.abc import Callable, Coroutine, Iterator
from inspect import signature
from typing import Any

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from chassis.http.nearest import add_known_names, ignored
from chassis.http.problem import Fault
from chassis.http.validation import wrong
from chassis.text import Text

RequestHandler = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRoute(APIRoute):
    """A route that refuses unknown names: in its query here, in its body by its model."""

    def get_route_handler(self) -> RequestHandler:
        """The route's handler after the check; without a query there is no check."""
        handle = self.handler()
        names = query_names(self)
        body = self.body_field.field_info.annotation if self.body_field else None

        async def strict(request: Request) -> Response:
            if request.scope["query_string"]:
                refuse_unknown(request, names)
            try:
                return await handle(request)
            except RequestValidationError as error:
                add_known_names(error.errors(), body)
                raise

        return strict

    def handler(self) -> RequestHandler:
        """The handler that is called after the check."""
        return super().get_route_handler()


def without_query(route: APIRoute, handle: RequestHandler) -> RequestHandler:
    """`handle`, but a request without a query, to a GET route that takes the request and otherwise
    only a query that may be left out, calls the route's function with its defaults: FastAPI would
    resolve and check each, a tenth of what a page takes. Only for functions that return a
    response.
    """
    asked, function = route.dependant, route.endpoint
    named = asked.request_param_name
    defaults = {one.name: one.get_default() for one in asked.query_params}
    others = signature(function).parameters.keys() - {named, *defaults}
    needed = any(one.field_info.is_required() for one in asked.query_params)
    if named is None or others or needed or asked.dependencies or route.methods != {"GET"}:
        return handle

    async def either(request: Request) -> Response:
        if request.scope["query_string"]:
            return await handle(request)
        answer: Response = await function(**{named: request}, **defaults)
        return answer

    return either


def query_names(route: APIRoute) -> list[str]:
    """The names allowed in the query of a route, those of its dependencies included."""
    return list(_query_names(route.dependant))


def _query_names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for one in dependant.dependencies:
        yield from _query_names(one)


def refuse_unknown(request: Request, names: list[str]) -> None:
    """Raise 422 when the query contains a name that is not one of `names`, or one twice."""
    given = [name for name, _ in request.query_params.multi_items()]
    if faults := ignored(given, names, "query"):
        raise wrong(faults)


async def _file_alone(request: Request) -> None:
    route: APIRoute = request.scope["route"]
    given = [name for name, _ in (await request.form()).multi_items()]
    asked = query_names(route)
    faults = [
        _in_query(fault) if fault.field in asked else fault
        for fault in ignored(given, ["file"], "form")
    ]
    if faults:
        raise wrong(faults)


def _in_query(fault: Fault) -> Fault:
    name = fault.field
    message = Text(
        f"letakkan di alamat, bukan di formulir: ?{name}=...",
        f"belongs into the address, not into the form: ?{name}=...",
    )
    return Fault(name, fault.code, message)


FILE_ALONE = Depends(_file_alone)
"""A dependency for routes with a form: the form must contain only `file`, once."""
