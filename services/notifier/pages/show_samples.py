"""messages requested -> each as its reader gets it, with made-up facts."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from chassis.auth.auth import caller
from chassis.http.problem import not_found
from chassis.text import Text
from notifier.pages.alert_pages import AlertPages
from notifier.pages.message_samples import Preview, Sample, Samples, preview
from notifier.pages.offices_held import TRIERS

SAMPLES = "/peringatan/contoh"
Name = Annotated[str, Path(max_length=80)]
ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox"
)
"""Of the mail in its frame: no script, no form, no address of anybody; mails carry their styles."""


def routes(alert_pages: AlertPages, samples: Samples) -> APIRouter:
    """Contoh pesan."""
    pages = alert_pages.pages
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    def found(name: str) -> tuple[Sample, Preview]:
        for one in samples():
            if one.name == name:
                return one, preview(one.mail)
        raise not_found(Text("Contoh ini tidak ada.", "There is no such sample."))

    @router.get(SAMPLES)
    async def show_samples(request: Request) -> Response:
        """Semua pesan yang dapat dikirim."""
        shown = [(one, preview(one.mail).subject) for one in samples()]
        facts = {
            **await alert_pages.words(request),
            "samples": shown,
            "path": SAMPLES,
            "may_try": caller(request).role in TRIERS,
        }
        return pages.render(request, "samples.html", facts)

    @router.get(f"{SAMPLES}/{{name}}")
    async def show_sample(request: Request, name: Name) -> Response:
        """Satu pesan sebagai teks, dan sebagai surel."""
        sample, seen = found(name)
        facts = {
            **await alert_pages.words(request),
            "sample": sample,
            "seen": seen,
            "path": SAMPLES,
        }
        return pages.render(request, "sample.html", facts)

    @router.get(f"{SAMPLES}/{{name}}/surel")
    async def show_sample_mail(request: Request, name: Name) -> Response:
        """Surelnya sendiri, untuk bingkai di halamannya."""
        return HTMLResponse(found(name)[1].html, headers={"Content-Security-Policy": ALONE})

    return router
