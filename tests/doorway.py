"""What the tests of accounts/ share: a clock set by hand, quick hashes, a gate to knock at."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from argon2 import PasswordHasher

from accounts.accounts import Accounts
from accounts.gate import LoginGate
from accounts.messages import Message, Receive, Scope, Send

PASSWORD = "correct horse"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
BASE = "http://feeds.test"


class SetClock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def now(self) -> datetime:
        return datetime(2026, 5, 4, 12, tzinfo=UTC) + timedelta(seconds=self.passed_s)

    def seconds(self) -> float:
        return self.passed_s


class Pages:
    """Stands for Streamlit: keeps what got through the gate."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.received: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"a page"})
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] != "websocket.disconnect":
                self.received.append(message)
                await send({"type": "websocket.send", "text": "heard"})

    @property
    def paths(self) -> list[str]:
        return [scope["path"] for scope in self.scopes]


class Gate:
    """A gate before stand-in pages, and a browser without scripts to knock at it."""

    def __init__(self, accounts: Accounts) -> None:
        self.pages = Pages()
        self.accounts = accounts
        self.asgi = LoginGate(self.pages, lambda: accounts)
        self.cookies = httpx.Cookies()

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.asgi)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                client.cookies = self.cookies
                response = await client.request(method, path, **request)
                self.cookies = client.cookies
                return response

        return asyncio.run(send())

    def sign_in(self, password: str = PASSWORD, **fields: str) -> httpx.Response:
        form = {"username": "admin", "password": password, **fields}
        return self.ask("POST", "/login", data=form, headers={"origin": BASE})
