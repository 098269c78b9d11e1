"""Lets only the reviewer's own browser in: host, token, cookie and origin are checked.

The page listens on 127.0.0.1, but so may any web page that this browser has open: it could post
to the port (forged request) or point a name of its own at 127.0.0.1 (rebinding). So the Host
header must be ours, the cookie must hold the token, which the address in the terminal brings once,
and whatever changes something must say in a header that a script of ours sent it.
"""

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Wraps the page; what does not belong gets a short refusal and never reaches it."""

    def __init__(self, app: ASGIApp, *, token: str, port: int, refusal: str) -> None:
        self.app = app
        self.token = token
        self.hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self.cookie = f"dosimeter_{port}"
        self.refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, then pass it on, with the security headers on the way back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self._refusal(scope) or self._admission(scope)
        if answer is None and not self._knows(scope):
            answer = PlainTextResponse(self.refusal, 403)
        await (answer or self.app)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self.hosts:
            return PlainTextResponse("this address is not served here", 421)
        if scope["method"] in ("GET", "HEAD"):
            return None
        if not self._ours(headers):
            return PlainTextResponse("only the review page itself may store labels", 403)
        length = headers.get("content-length", "")
        if not length.isdigit() or int(length) > LARGEST:
            return PlainTextResponse("too long", 413)
        return None

    def _ours(self, headers: Headers) -> bool:
        """Whether a script of this very page sent it: other origins cannot set this header."""
        origin = headers.get("origin")
        if origin is not None and origin not in [f"http://{host}" for host in self.hosts]:
            return False
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        json = headers.get("content-type", "").split(";")[0] == "application/json"
        return json and headers.get("x-dosimeter") == "review"

    def _admission(self, scope: Scope) -> Response | None:
        """The first visit brings the token; it goes into a cookie and out of the address bar."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not given or not self._right(given):
            return None
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self.cookie, self.token, path="/", httponly=True, samesite="strict")
        return answer

    def _knows(self, scope: Scope) -> bool:
        try:
            jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
        except CookieError:
            return False
        return self.cookie in jar and self._right(jar[self.cookie].value)

    def _right(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
            message = {**message, "headers": [*message["headers"], *own]}
        await send(message)

    return sending
