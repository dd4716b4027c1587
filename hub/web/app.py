"""The page's routes in one table, and what happens around each: the session, the right, the reader's language, the answer."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from ..errors import HubError, NotPossible
from . import entering
from .door import Patience, visitor_of
from .form import form_of, is_own
from .guard import Guard
from .ingress import entrance_of, visitor_through
from .live import Live
from .pages import Pages
from .rights import Visitor
from .screen import Asking, Handout, NotThere, NotYours, Screen, ScreenAct, Shown, found
from .static import static
from .words import Words, marked, words_for

log = logging.getLogger(__name__)

AT_ONCE = 4  # threads, and with them connections to the hub
REFUSALS: Mapping[str, str] = {  # by the code of NotPossible
    "no_such_decision": marked("This decision is not kept any more."),
    "already_undone": marked("That has been put back already."),
    "nothing_to_undo": marked("Nothing stands that could be put back."),
    "not_known_any_more": marked("What was there before is not known any more."),
    "nothing_suggested": marked("Nothing is suggested there any more."),
    "not_sane": marked("That is nothing it can be set to."),
    "nothing_done": marked("That decision did nothing there."),
    "not_there": marked("The device is not there now."),
    "nothing_decided": marked("Nothing has been decided there yet."),
    "nothing_to_thank_for": marked("Nothing was done there that it could be thanked for."),
    "nothing_offered": marked("Nothing is asked about an evening any more."),
    "wrong_time": marked("That is no time that can be meant here."),
    "store_failed": marked("What is kept cannot be read just now. Try it again in a moment."),
    "disk_failed": marked("The disk takes nothing now, so that could not be kept. Whoever looks after the house has to look."),
    "bug": marked("Something went wrong here. It is in the hub's log."),
    "not_written_here": marked("The configuration of a simulated household stays as it is."),
}
_EXPECTED = (HubError, NotYours, NotThere)


class App:
    """What the routes share."""

    def __init__(self, live: Live, is_encrypted: bool) -> None:
        self.live, self.hub, self.is_encrypted = live, live.hub, is_encrypted
        self.pages, self.patience = Pages(), Patience()
        self.limiter: anyio.CapacityLimiter | None = None

    async def in_thread(self, do: Callable[[], Any]) -> Any:
        """What waits for the hub, the disk or a password's hash."""
        if self.limiter is None:
            self.limiter = anyio.CapacityLimiter(AT_ONCE)  # belongs to the running loop
        return await anyio.to_thread.run_sync(do, limiter=self.limiter)

    def hosts(self) -> tuple[str, ...]:
        """Further names it answers to, as last heard from the hub."""
        known = self.hub.known("household")
        return tuple(known["hosts"]) if known else ()

    def visitor(self, request: Request) -> Visitor | None:
        """Who asks: by Home Assistant's word, or by their session. None: nobody who may. Raises HubError."""
        came = entrance_of(request.scope)
        return visitor_of(request, self.hub) if came is None else visitor_through(came, self.hub)

    def render(self, request: Request, template: str, words: Words, visitor: Visitor | None, more: Mapping[str, Any]) -> str:
        came = entrance_of(request.scope)
        return self.pages.render(template, words, visitor, more, "" if came is None else came.prefix)

    # Around every screen and order

    def screen(self, screen: Screen, request: Request) -> Response:
        visitor = self.visitor(request)
        if visitor is None:
            return self._out(screen.is_part)
        asking = self._asking(request, visitor, dict(request.query_params))
        asking.must(screen.right)
        more = screen.data(asking)
        return HTMLResponse(self.render(request, screen.template, asking.words, visitor, {"path": request.url.path, **more}))

    def act(self, act: ScreenAct, request: Request, body: bytes) -> Response:
        visitor = self.visitor(request)
        if visitor is None:
            return self._out(False)
        form = form_of(body)
        if not is_own(form, visitor):
            raise NotYours
        asking = self._asking(request, visitor, form)
        asking.must(act.right)
        try:
            done = act.do(asking)
        finally:
            self.hub.changed()  # whoever has ordered it sees it done, before the hub has told everybody
        if isinstance(done, Shown):
            shown_to = visitor if done.is_signed_in else None
            return HTMLResponse(self.render(request, done.template, asking.words, shown_to, done.data))
        return RedirectResponse(done, 303)

    def handout(self, handout: Handout, request: Request) -> Response:
        visitor = self.visitor(request)
        if visitor is None:
            return self._out(False)
        asking = self._asking(request, visitor, dict(request.query_params))
        asking.must(handout.right)
        name, kind, content = handout.make(asking)
        return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def _asking(self, request: Request, visitor: Visitor, given: Mapping[str, str]) -> Asking:
        words = words_for(request.headers.get("accept-language", ""), visitor.household)
        return Asking(self.hub, visitor, words, request.path_params, given)

    @staticmethod
    def _out(is_part: bool) -> Response:
        """Nobody's session: a screen leads to the door, a piece of one only says so."""
        return Response(status_code=401) if is_part else RedirectResponse("/enter", 303)

    def trouble(self, request: Request, error: Exception) -> Response:
        """What cannot be done or seen, as a page for a person."""
        household = self.hub.known("household")
        words = words_for(request.headers.get("accept-language", ""), household)
        match error:
            case NotYours():
                status, text = 403, words.gettext("This is not yours to see or to do.")
            case NotThere():
                status, text = 404, words.gettext("There is nothing here.")
            case NotPossible(code="not_running" | "no_answer"):
                status, text = 503, words.gettext("The hub is not running, or does not answer. It will be back by itself.")
                since = self.live.silent_since
                if since is not None:
                    said = words.gettext("It was last heard at %(when)s.") % {"when": words.clock(since.isoformat())}
                    text = f"{text} {said}"
            case HubError():
                status = 404 if error.code in ("no_such_decision", "nothing_decided") else 409
                reasons = "; ".join(map(words.gettext, str(error).split("; ")))
                text = words.named(REFUSALS, error.code) if error.code in REFUSALS else reasons
            case _:
                status, text = 500, words.gettext("Something went wrong here. It is in the hub's log.")
        again = "" if status != 503 else request.url.path if request.method == "GET" else "/"
        return HTMLResponse(self.render(request, "trouble.html", words, None, {"text": text, "again": again}), status)


def make_app(live: Live, is_encrypted: bool, supervisor: str = "") -> ASGIApp:
    """Everything the page answers to, behind the guard. supervisor: see there; where one speaks for all there is no door."""
    app = App(live, is_encrypted)

    def expected(do: Callable[..., Response]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            body = await request.body() if request.method == "POST" else None
            given = (request,) if body is None else (request, body)
            try:
                found: Response = await app.in_thread(partial(do, *given))
            except _EXPECTED as error:
                return app.trouble(request, error)
            except ValueError as error:  # a form of too many fields
                log.debug("a request that cannot be read: %s", error)
                return app.trouble(request, NotThere())
            return found

        return answer

    async def events(request: Request) -> Response:
        try:
            visitor = await app.in_thread(partial(app.visitor, request))
        except HubError:
            return Response(status_code=503)
        if visitor is None:
            return Response(status_code=401)
        whose = visitor.person or visitor.stranger or visitor.session
        if not live.may_listen(visitor.session, whose):
            return Response(status_code=429, headers={"Retry-After": "30"})
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(live.events(visitor.session, whose), media_type="text/event-stream", headers=headers)

    async def alive(request: Request) -> Response:
        """Whether what an open page shows is still so: 204, 401 where its session has ended, 503 where the hub is silent."""
        try:
            visitor = None if live.silent_since is not None else await app.in_thread(partial(app.visitor, request))
        except HubError:
            return Response(status_code=503)
        return Response(status_code=503 if live.silent_since is not None else 401 if visitor is None else 204)

    routes = [
        Route("/events", events, methods=["GET"]),
        Route("/alive", alive, methods=["GET"]),
        Route("/static/{name:path}", static, methods=["GET"]),
    ]
    door = [
        Route("/enter", expected(partial(entering.door, app.hub, app.pages)), methods=["GET"]),
        Route("/enter", expected(partial(entering.enter, app.hub, app.pages, app.patience, is_encrypted)), methods=["POST"]),
        Route("/leave", expected(partial(entering.leave, app.hub)), methods=["POST"]),
    ]
    routes += [] if supervisor else door
    for each in found():
        match each:
            case Screen():
                routes.append(Route(each.path, expected(partial(app.screen, each)), methods=["GET"]))
            case ScreenAct():
                routes.append(Route(each.path, expected(partial(app.act, each)), methods=["POST"]))
            case Handout():
                routes.append(Route(each.path, expected(partial(app.handout, each)), methods=["GET"]))

    async def not_found(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        page = app.trouble(request, NotThere() if status in (404, 405) else error)
        page.status_code = status
        return page

    inside = Starlette(routes=routes, exception_handlers={HTTPException: not_found, 500: not_found})
    # It would lead on to what the request calls this host: without encryption, and out of Home Assistant's frame.
    inside.router.redirect_slashes = False
    return Guard(inside, app.hosts, live.heard, supervisor)
