"""The one gate before the pages: without a session, http and websocket alike end here."""

from collections.abc import Callable

from anyio import to_thread

from accounts.accounts import Accounts
from accounts.entrance import Entrance
from accounts.forms import login_form
from accounts.identities import User
from accounts.messages import (
    Answer,
    App,
    Message,
    Receive,
    Scope,
    Send,
    cookie,
    problem,
    send_answer,
)
from accounts.protection import SESSION_COOKIE, protected, without_identity
from accounts.requests import (
    SAFE_METHODS,
    asked_target,
    climbs,
    is_api,
    is_page,
    is_same_origin,
)
from accounts.sessions import read_session, recall_session

POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1
REFUSAL = {"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "sign in again"}


class LoginGate:
    """
    Lets the API pass, which has its own keys, and everything else only with a session.

    `accounts` is asked at each request, as the database opens after the application is made.
    """

    def __init__(self, app: App, accounts: Callable[[], Accounts]) -> None:
        self._app = app
        self._accounts = accounts
        self._entrance = Entrance(accounts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request here, or pass it on with its user in `feedledger_user`."""
        if scope["type"] == "http":
            await self._pass_request(scope, receive, protected(scope, send))
        elif scope["type"] == "websocket":
            await self._pass_websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _pass_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        user = None
        answer = _refuse(scope)
        if answer is None and not is_api(scope["path"]):
            user = await self._find_user(scope)
            answer = await self._entrance.answer(scope, receive, user)
            if answer is None and user is None:
                answer = _ask_to_sign_in(scope)
        if answer is None:
            await self._app(without_identity(scope, user), receive, send)
        else:
            await send_answer(send, answer, body=scope["method"] != "HEAD")

    async def _pass_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_api(scope["path"]):
            await self._app(without_identity(scope, None), receive, send)
            return
        user = await self._find_user(scope) if is_same_origin(scope) else None
        if user is None:
            await send(REFUSAL)  # before it is accepted, which the server turns into a 403
            return
        await self._serve_websocket(without_identity(scope, user), receive, send)

    async def _serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve it as long as the session lasts: each message from the browser asks again."""
        over = False

        async def receive_in_session() -> Message:
            nonlocal over
            message = await receive()
            if message["type"] != "websocket.receive" or await self._find_user(scope):
                return message
            over = True
            await send(REFUSAL)
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

        async def send_in_session(message: Message) -> None:
            if not over:
                await send(message)

        await self._app(scope, receive_in_session, send_in_session)

    async def _find_user(self, scope: Scope) -> User | None:
        token = cookie(scope, SESSION_COOKIE)
        if token is None:
            return None
        accounts = self._accounts()
        return recall_session(accounts, token) or await to_thread.run_sync(
            read_session, accounts, token
        )


def _refuse(scope: Scope) -> Answer | None:
    if climbs(scope["path"]):
        sentence = "An address must not contain the segment '..': send it without."
        return problem(400, "Bad Request", "request/path", sentence)
    foreign = scope["method"] not in SAFE_METHODS and not is_same_origin(scope)
    if foreign and not is_api(scope["path"]):
        sentence = (
            "This was sent from another site. Open Feedledger itself and try again there; "
            "a proxy in front of it has to pass the Host header on."
        )
        return problem(403, "Forbidden", "auth/cross_site", sentence)
    return None


def _ask_to_sign_in(scope: Scope) -> Answer:
    if is_page(scope):
        return login_form(target=asked_target(scope))
    # Streamlit shows the start of it in an open page whose session is over.
    sentence = "Reload the page to sign in, or get a session at /login."
    return problem(401, "Unauthorized", "auth/login_required", sentence)
