"""test message asked for -> sent to an office's own address; the page says what became of it."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller, must_be
from chassis.http.body import takes
from chassis.http.problem import not_found
from chassis.text import Text
from chassis.web.pages import form_of, wrong_form
from contracts.account import Account
from notifier.ledger.query import LedgerQuery
from notifier.pages.alert_pages import AlertPages
from notifier.pages.offices_held import TRIERS, Held, to_try
from notifier.pages.sources import Ledger
from notifier.test_messages.service import TEST_RULE, Recipient, TestMessages

TRY = "/peringatan/uji"
FIELDS = ("alamat",)


def routes(alert_pages: AlertPages, messages: TestMessages, ledger: Ledger) -> APIRouter:
    """Pesan uji."""
    pages = alert_pages.pages
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    async def choices(account: Account) -> Mapping[str, Held]:
        """To whom the account may send one. Raises 403."""
        must_be(account, *TRIERS)
        return to_try(account, await alert_pages.agencies.within(account.scope))

    async def form(
        request: Request, errors: Mapping[str, Text], chosen: str, status: int
    ) -> Response:
        facts = {
            **await alert_pages.words(request),
            "choices": await choices(caller(request)),
            "errors": errors,
            "chosen": chosen,
            "path": TRY,
        }
        return pages.render(request, "test_message.html", facts, status)

    @router.get(TRY)
    async def show_test_message(request: Request) -> Response:
        """Formulir pesan uji."""
        return await form(request, {}, "", 200)

    @router.post(TRY)
    @takes(kilobytes=4)
    async def post_test_message(request: Request) -> Response:
        """Kirim pesan uji."""
        values, is_own = await form_of(request, FIELDS)
        chosen = values["alamat"]
        account = caller(request)
        to = (await choices(account)).get(chosen)
        if not is_own:
            return await form(request, {"alamat": wrong_form()}, chosen, 403)
        if to is None:
            return await form(request, {"alamat": not_chosen()}, chosen, 422)
        entry = await messages.send(account, _recipient(to))
        return RedirectResponse(f"{TRY}/{entry.alert.partition(':')[2]}", 303)

    @router.get(f"{TRY}/{{key}}")
    async def show_outcome(request: Request, key: Annotated[str, Path(max_length=64)]) -> Response:
        """Yang terjadi dengan pesan uji."""
        query = LedgerQuery(caller(request).scope, alert=f"{TEST_RULE}:{key}")
        found = await ledger.page(query, None, 1)
        if not found:
            raise not_found(Text("Pesan uji ini tidak ada.", "There is no such test message."))
        facts = {**await alert_pages.words(request), "entry": found[0], "path": TRY}
        return pages.render(request, "test_message_sent.html", facts)

    return router


def _recipient(to: Held) -> Recipient:
    return Recipient(to.office, to.agency, to.region, to.name, to.email)


def not_chosen() -> Text:
    """No address of the list was chosen."""
    return Text("Pilih satu alamat dari daftarnya.", "Choose one address of the list.")
