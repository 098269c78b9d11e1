"""The review page: one answer at a time, served to this machine alone."""

import secrets
import socket
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import orjson
from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from audits.errors import AuditError, RunError, StoreError
from audits.review.guard import Guard
from audits.review.session import Desk, progress, reviewer_name
from audits.review.showing import show
from audits.review.words import Phrases, load_phrases
from reports.load import read_answer
from reports.safe import visible
from reports.words import load_words
from scoring.verdict import DETAILS

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


def make_app(desk: Desk, *, token: str, port: int, language: str, reviewer: str = "") -> Guard:
    """The page as an ASGI application that lets only holders of *token* in."""
    page = Page(desk, load_phrases(language), reviewer)
    app = Starlette(
        routes=[
            Route("/", page.shell),
            Route("/review.css", _static("css")),
            Route("/review.js", _static("js")),
            Route("/queue", page.queue),
            Route("/item/{trial}", page.item),
            Route("/text/{trial}", page.text),
            Route("/label", page.label, methods=["POST"]),
            Route("/undo", page.undo, methods=["POST"]),
            Route("/reveal", page.reveal, methods=["POST"]),
        ],
        exception_handlers={AuditError: _refused},
    )
    return Guard(app, token=token, port=port, refusal=page.phrases("forbidden"))


class Page:
    """The handlers. They are short and run one after the other, so labels keep their order."""

    def __init__(self, desk: Desk, phrases: Phrases, reviewer: str) -> None:
        self.desk = desk
        self.phrases = phrases
        self.reviewer = reviewer
        self.words = load_words(phrases.language)

    async def shell(self, request: Request) -> Response:
        """The frame of the page; its script asks for the rest."""
        return self._html("review.html.j2", reviewer=self.reviewer, desk=self.desk)

    async def queue(self, request: Request) -> Response:
        """The ids of this reviewer's answers, and which are done."""
        name = reviewer_name(request.query_params.get("reviewer"))
        queue = self.desk.queue(name)
        done = progress(self.desk, queue, name)
        return _json({"reviewer": name, "trials": [d.row.trial_id for d in queue], "done": done})

    async def item(self, request: Request) -> Response:
        """One answer, as a fragment of HTML in which every text is escaped."""
        name = reviewer_name(request.query_params.get("reviewer"))
        drawn = self.desk.find(request.path_params["trial"])
        reveal = request.query_params.get("reveal") == "1"
        if reveal and (drawn.row.trial_id, name) not in self.desk.book.labels.revealed:
            raise RunError("the machine's verdict is shown after your own")
        shown = show(self.desk, drawn, name, self.words, reveal=reveal)
        return self._html("item.html.j2", a=shown)

    async def text(self, request: Request) -> Response:
        """The whole answer as plain text, control characters shown."""
        drawn = self.desk.find(request.path_params["trial"])
        transcript, _ = read_answer(self.desk.run, drawn.row)
        return PlainTextResponse(visible(transcript.text))

    async def label(self, request: Request) -> Response:
        """Store a label; the answer comes once it is on the disk."""
        given = await _body(request)
        stored = self.desk.label(given.get("reviewer", ""), given)
        return _json({"id": stored})

    async def undo(self, request: Request) -> Response:
        """Take the reviewer's last label back."""
        given = await _body(request)
        return _json({"trial_id": self.desk.undo(given.get("reviewer", ""))})

    async def reveal(self, request: Request) -> Response:
        """Note that the reviewer looks behind the blind."""
        given = await _body(request)
        self.desk.reveal(str(given.get("trial_id", "")), given.get("reviewer", ""))
        return _json({})

    def _html(self, name: str, **values: Any) -> Response:
        template = _environment().get_template(name)
        made = template.render(t=self.phrases, w=self.words, details=DETAILS, **values)
        return Response(made, media_type="text/html; charset=utf-8")


async def _refused(request: Request, error: Exception) -> Response:
    status = 507 if isinstance(error, StoreError) else 400
    return _json({"error": visible(str(error))}, status)


async def _body(request: Request) -> dict[str, Any]:
    try:
        given = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        raise RunError("expected one JSON object")
    return given


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")


def _static(kind: str) -> Callable[[Request], Any]:
    async def send(request: Request) -> Response:
        return Response(_file(f"static/review.{kind}"), media_type=TYPES[kind])

    return send


@cache
def _file(name: str) -> str:
    return resources.files("audits.review").joinpath(*name.split("/")).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(lambda name: _file(f"templates/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    return made


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; port 0 takes any free one. Raises `RunError` if it is taken."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError as error:
        made.close()
        raise RunError(
            f"--port {port}: cannot listen there ({error.strerror}); choose another, or 0 for any"
        ) from error
    made.listen()
    return made


def serve(
    desk: Desk, *, port: int, language: str, reviewer: str, announce: Callable[[str], None]
) -> None:
    """Serve until interrupted; *announce* gets the address, token included, once it works."""
    import uvicorn

    with listen(port) as listening:
        bound = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        app = make_app(desk, token=token, port=bound, language=language, reviewer=reviewer)
        config = uvicorn.Config(
            app, log_level="error", access_log=False, lifespan="off", ws="none",
            server_header=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        announce(f"http://127.0.0.1:{bound}/?token={token}")
        uvicorn.Server(config).run(sockets=[listening])
