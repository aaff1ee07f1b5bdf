"""Renders the pages of a service, and authenticates their requests by the session's cookie."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import get_args
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import UploadFile

from chassis.auth.auth import Auth
from chassis.auth.refused import session_ended
from chassis.http.answers import has_secret
from chassis.http.body import KILO, stated, takes
from chassis.http.problem import Problem
from chassis.http.strict import RequestHandler, StrictRoute, without_query
from chassis.text import Language, Text, language_of
from chassis.web import figures
from chassis.web.fragments import Fragments
from chassis.web.session import FORM_KEY, form_key, is_own_form, must_be_own_site, token_of
from chassis.web.site import HOME, NEXT, SIGN_IN, Site
from chassis.web.static_files import StaticFiles
from chassis.web.words import TRANSLATED, ConstantSentences, Words
from contracts.account import Account

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self' {forms}; frame-ancestors 'none'"
)
"""Pico draws its marks as data: images."""
OWN_SITE = {"Referrer-Policy": "same-origin"}
HIDDEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""Of a page whose address is a secret: it is told to nobody, and kept by no search engine."""
LANGUAGE = "bahasa"
"""The cookie of the language that a reader chose."""
PAPER_STYLES = ("aksi.css", "paper.css")
YEAR_SECONDS = 365 * 24 * 3600
AGAIN = frozenset({429, 500, 503})
"""After these the same form may be sent again: its problem's page has it."""
SAFE = frozenset({"GET", "HEAD"})
FIELDS_MOST = 200
NOT_KEPT = frozenset({FORM_KEY, "password", "new_password", "one_time_code"})

Facts = Callable[[], Mapping[str, object]]
"""What a template shows, asked for when it is rendered."""


class Pages:
    """The pages of one service, below `prefix`."""

    def __init__(
        self,
        *,
        prefix: str,
        site: Site,
        auth: Auth,
        packages: Sequence[str] = (),
        behind_seconds: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """`packages` have folders `templates` and `static` and a catalogue `english.po`.

        Pages say so when what they show may be older than a minute, by `behind_seconds`.
        """
        self.prefix = prefix
        self.site = site
        self._policy = POLICY.format(forms=site.origins).replace(" ;", ";")
        self._auth = auth
        self._behind_seconds = behind_seconds
        self._words = Words(*packages)
        self._fragments = Fragments()
        self._static = StaticFiles(("chassis.web", *packages), f"{prefix}/aset")
        loaders = [PackageLoader(package) for package in (*packages, "chassis.web")]
        self._templates = {
            language: self._templates_in(language, ChoiceLoader(loaders))
            for language in get_args(Language)
        }

    def _templates_in(self, language: Language, loader: ChoiceLoader) -> Environment:
        """The templates in one language. Sentences and figures are filters: those of constants are
        computed once, when a template is compiled.
        """
        templates = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=[ConstantSentences],
        )

        def translated(sentence: str) -> str:
            return self._words.in_language(sentence, language)

        templates.globals |= {
            "_": translated,
            "language": language,
            "link": self.site.link,
            "asset": self.asset,
            "prefix": self.prefix,
        }
        templates.filters |= {
            TRANSLATED: translated,
            "text": lambda text: text.in_language(language),
            "rupiah": lambda amount: figures.rupiah(amount, language),
            "exact_rupiah": lambda amount: figures.exact_rupiah(amount, language),
            "percent": lambda number: figures.percent(number, language),
            "hundredths": lambda number: figures.hundredths(number, language),
            "points": lambda number: figures.points(number, language),
            "day": lambda when: figures.day(when, language),
            "month": lambda when: figures.month(when, language),
            "moment": lambda when, zone: figures.moment(when, zone, language),
        }
        return templates

    def asset(self, name: str) -> str:
        """Where a static file is served. Raises KeyError."""
        return self._static.address(name)

    def render(
        self, request: Request, template: str, facts: Mapping[str, object], status: int = 200
    ) -> HTMLResponse:
        """A page, in the reader's language; its forms have the key of the session."""
        language = language_of_reader(request)
        token = token_of(request)
        account: Account | None = getattr(request.state, "account", None)
        html = (
            self._templates[language]
            .get_template(template)
            .render(
                account=account,
                form_key=form_key(token) if token else "",
                here=request.scope["path"],
                minutes_behind=int(self._behind_seconds() // 60),
                **facts,
            )
        )
        headers = {
            "Content-Security-Policy": self._policy,
            "Content-Language": language,
            **(HIDDEN if has_secret(request) else OWN_SITE),
        }
        return HTMLResponse(html, status, headers)

    def paper(
        self, language: Language, template: str, facts: Mapping[str, object]
    ) -> tuple[str, Sequence[str]]:
        """A page on paper, with nothing of a session, and its styles."""
        html = (
            self._templates[language]
            .get_template(template)
            .render(account=None, form_key="", here="", minutes_behind=0, **facts)
        )
        return html, [self._static.text(name) for name in PAPER_STYLES]

    def fragment(
        self, request: Request, template: str, key: tuple[Hashable, ...], facts: Facts
    ) -> Markup:
        """A part of a page that is the same for all of one `key` and one language, rendered once.
        It has nothing of a session.
        """
        return self.fragments(request, template)(key, facts)

    def fragments(
        self, request: Request, template: str
    ) -> Callable[[tuple[Hashable, ...], Facts], Markup]:
        """As `fragment`, for many parts of one page."""
        language = language_of_reader(request)
        render = self._templates[language].get_template(template).render

        def fragment(key: tuple[Hashable, ...], facts: Facts) -> Markup:
            whole = (language, template, *key)
            return self._fragments.of(
                whole,
                lambda: Markup(render(facts())),  # noqa: S704 - its values are escaped
            )

        return fragment

    def problem(self, request: Request, problem: Problem) -> Response:
        """A problem as a page: what happened, and what to do. The address of a form that can only
        be sent, opened by itself, leads to the first page.
        """
        if problem.status == 405 and request.method in SAFE:
            return RedirectResponse(self.site.link(HOME), 303)
        facts: dict[str, object] = {"problem": problem, "back": None, "kept": None}
        if request.method not in SAFE:
            query = f"?{request.url.query}" if request.url.query else ""
            facts["back"] = self.site.next(request.url.path + query)
            if problem.status in AGAIN:
                facts["kept"] = getattr(request.state, "kept", None)
        page = self.render(request, "problem.html", facts, problem.status)
        page.headers.update(problem.headers)
        return page

    @property
    def route(self) -> type[APIRoute]:
        """For routers of pages: a route with a session. Without one, a page to read leads to the
        sign-in; a form is kept, to be sent after it. A form of another site is refused.
        """
        pages = self

        class Route(StrictRoute):
            def handler(self) -> RequestHandler:
                return without_query(self, super().handler())

            def get_route_handler(self) -> RequestHandler:
                handle = super().get_route_handler()

                async def authenticated(request: Request) -> Response:
                    if request.method not in SAFE:
                        must_be_own_site(request)
                    try:
                        token = token_of(request)
                        if token is None:
                            raise session_ended()
                        request.state.account = await pages._auth.of_session(token)
                    except Problem as problem:
                        if problem.status != 401:
                            raise
                        if request.method in SAFE:
                            return pages.to_sign_in(request)
                        return await pages.session_over(request)
                    return await handle(request)

                return authenticated

        return Route

    @property
    def open_route(self) -> type[APIRoute]:
        """For pages without a session, such as the sign-in; a form of another site is refused."""

        class Route(StrictRoute):
            def get_route_handler(self) -> RequestHandler:
                handle = super().get_route_handler()

                async def own(request: Request) -> Response:
                    if request.method not in SAFE:
                        must_be_own_site(request)
                    return await handle(request)

                return own

        return Route

    def to_sign_in(self, request: Request) -> RedirectResponse:
        """To the sign-in, and from there back to this page."""
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{self.site.link(SIGN_IN)}?{NEXT}={quote(asked)}", 303)

    async def session_over(self, request: Request) -> Response:
        """401 with all that was typed, to be sent again after the sign-in; of a form that takes a
        file nothing is read: to the sign-in, and from there back to the form.
        """
        if stated(request.scope["route"].endpoint) is None:
            return self.to_sign_in(request)
        form = await request.form(max_files=0, max_fields=FIELDS_MOST)
        kept = {name: str(value) for name, value in form.items() if name not in NOT_KEPT}
        sign_in = f"{self.site.link(SIGN_IN)}?{NEXT}={quote(request.url.path)}"
        return self.render(request, "session_over.html", {"kept": kept, "sign_in": sign_in}, 401)

    def static_routes(self) -> APIRouter:
        """The static files, and the choice of the language."""
        router = APIRouter(route_class=self.open_route)

        @router.post(f"{self.prefix}/bahasa", include_in_schema=False)
        @takes(kilobytes=4)
        async def choose_language(request: Request) -> Response:
            """Pilih bahasa."""
            values, _ = await form_of(request, (LANGUAGE, NEXT))
            response = RedirectResponse(self.site.next(values[NEXT]), 303)
            if values[LANGUAGE] in get_args(Language):
                response.set_cookie(
                    LANGUAGE,
                    values[LANGUAGE],
                    YEAR_SECONDS,
                    path="/",
                    httponly=True,
                    samesite="lax",
                )
            return response

        @router.get(f"{self.prefix}/aset/{{path:path}}", include_in_schema=False)
        async def show_static_file(request: Request, path: str) -> Response:
            """Berkas tetap: gaya halaman."""
            return self._static.response(request, path)

        return router


async def form_of(request: Request, names: Sequence[str]) -> tuple[dict[str, str], bool]:
    """The fields of a form by name, blank where not sent, and whether the form is of this session.
    A line break counts one character, as it did in the browser.

    A form that is not, such as one from before a new sign-in, is shown again with its values.
    """
    sent = await request.form(max_files=0, max_fields=len(names) + 1)
    values = {name: str(sent.get(name, "")).replace("\r\n", "\n").strip() for name in names}
    if NOT_KEPT.isdisjoint(names):
        request.state.kept = values
    own = is_own_form(token_of(request) or "", str(sent.get(FORM_KEY, "")))
    return values, own


async def form_with_file(
    request: Request, names: Sequence[str] = (), *, field_bytes: int = KILO
) -> tuple[UploadFile | None, dict[str, str], bool]:
    """The field `file` of a form, None where no file was chosen, its other fields by name, blank
    where not sent, and whether the form is of this session. As `form_of`, where it has no file.
    """
    sent = await request.form(max_files=1, max_fields=len(names) + 2, max_part_size=field_bytes)
    file = sent.get("file")
    chosen = file if isinstance(file, UploadFile) and file.filename else None
    values = {name: str(sent.get(name, "")).replace("\r\n", "\n").strip() for name in names}
    if chosen is None:
        request.state.kept = values
    return chosen, values, is_own_form(token_of(request) or "", str(sent.get(FORM_KEY, "")))


async def many_fields_of(request: Request, prefix: str, most: int) -> tuple[dict[str, str], bool]:
    """The fields of a form whose names begin with `prefix`, by the rest of their names, and whether
    the form is of this session. Raises 413 for more than `most`: none is left out in silence.
    """
    sent = await request.form(max_files=0, max_fields=3 * most + 1)
    fields = [(name, str(value)) for name, value in sent.items() if name.startswith(prefix)]
    if len(fields) > most:
        raise Problem(413, "too-many-fields", too_many_fields(len(fields), most))
    values = {name.removeprefix(prefix): value.strip() for name, value in fields}
    return values, is_own_form(token_of(request) or "", str(sent.get(FORM_KEY, "")))


def too_many_fields(sent: int, most: int) -> Text:
    """What to do with a form that has more fields than its page shows by now."""
    return Text(
        f"Formulir ini berisi {sent} isian, dan paling banyak {most} dapat dikirim sekaligus. "
        "Tidak ada yang disimpan: muat ulang halamannya, lalu kirim sebagian demi sebagian.",
        f"This form has {sent} fields, and at most {most} can be sent at once. Nothing was saved: "
        "open its page again, and send part by part.",
    )


def language_of_reader(request: Request) -> Language:
    """The language that the reader chose, else the browser's, else Indonesian."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen in get_args(Language):
        return "en" if chosen == "en" else "id"
    return language_of(request.headers.get("accept-language", ""))


def must_be_own(is_own: bool) -> None:
    """Raise 403, to be shown beside the form, unless it is of this session."""
    if not is_own:
        raise Problem(403, "foreign-form", wrong_form())


def wrong_form() -> Text:
    """What to do with a form that is not of this session."""
    return Text(
        "Formulir ini dari sesi sebelumnya. Isiannya masih ada: periksa, lalu kirim sekali lagi.",
        "This form is of an earlier session. Its values are kept: check, and send it once more.",
    )
