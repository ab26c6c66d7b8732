"""The gate's own two pages: /login and /logout."""

from collections.abc import Callable

from anyio import CapacityLimiter, to_thread

from accounts.accounts import Accounts
from accounts.forms import login_form, logout_form, with_headers
from accounts.identities import User
from accounts.limits import MINUTE_S, TooManyAttempts
from accounts.messages import (
    Answer,
    FormRefused,
    Receive,
    Scope,
    cookie,
    problem,
    read_form,
    redirect,
)
from accounts.protection import SESSION_COOKIE, drop_cookie, keep_cookie
from accounts.requests import FRONT_PAGE, READING_METHODS, asked_target, local_target, own_path
from accounts.sessions import end_session
from accounts.users import WrongCredentials, sign_in
from catalog.errors import TryAgain

# Each password costs 64 MiB and a core for a moment: a crowd at the door waits in line.
PASSWORDS_AT_ONCE = 2


class Entrance:
    """Signs users in and out."""

    def __init__(self, accounts: Callable[[], Accounts]) -> None:
        self._accounts = accounts
        self._passwords = CapacityLimiter(PASSWORDS_AT_ONCE)

    async def answer(self, scope: Scope, receive: Receive, user: User | None) -> Answer | None:
        """Return the answer to a request for one of the two pages, None for any other."""
        page = own_path(scope["path"])
        if page is None:
            return None
        if scope["method"] in READING_METHODS:
            return _show(page, scope, user)
        if scope["method"] != "POST":
            allowed = ("allow", "GET, HEAD, POST")
            sentence = "Open this page in a browser and send its form."
            return problem(405, "Method Not Allowed", "request/method", sentence, allowed)
        if page == "/logout":
            return await self._sign_out(scope)
        try:
            form = await read_form(scope, receive)
        except FormRefused as error:
            return problem(error.status, "The form was refused", error.code, str(error))
        return await self._sign_in(scope, form)

    async def _sign_in(self, scope: Scope, form: dict[str, str]) -> Answer:
        username, password = form.get("username", "").strip(), form.get("password", "")
        target = local_target(form.get("next", ""))
        address = (scope.get("client") or ("",))[0]
        try:
            token = await to_thread.run_sync(
                sign_in, self._accounts(), username, password, address, limiter=self._passwords
            )
        except WrongCredentials:
            alert = "User or password is wrong. Check both and sign in again."
            return login_form(target=target, username=username, alert=alert)
        except TooManyAttempts as error:
            return login_form(
                target=target,
                username=username,
                alert=f"Too many wrong passwords. Wait {_minutes(error)}, then sign in again.",
                retry_after_s=error.retry_after_s,
            )
        except TryAgain as error:
            alert = f"Nobody can sign in now: {error}. Try again in a moment."
            return login_form(target=target, username=username, alert=alert)
        await self._end_session(scope)
        return redirect(target, keep_cookie(scope, token))

    async def _sign_out(self, scope: Scope) -> Answer:
        await self._end_session(scope)
        return with_headers(login_form(notice="You are signed out."), drop_cookie(scope))

    async def _end_session(self, scope: Scope) -> None:
        token = cookie(scope, SESSION_COOKIE)
        if token:
            await to_thread.run_sync(end_session, self._accounts(), token)


def _show(page: str, scope: Scope, user: User | None) -> Answer:
    if user is None:
        return login_form(target=asked_target(scope))
    return logout_form(user.username) if page == "/logout" else redirect(FRONT_PAGE)


def _minutes(error: TooManyAttempts) -> str:
    minutes = -(-error.retry_after_s // int(MINUTE_S))
    return "a minute" if minutes == 1 else f"{minutes} minutes"
