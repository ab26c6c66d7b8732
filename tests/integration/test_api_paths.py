"""Addresses that climb are refused by the API itself, before any server around it."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from api.paths import PathGuard


def send(path: str) -> httpx.Response:
    """Ask an application that answers everything."""

    async def answer(_request: object) -> PlainTextResponse:
        return PlainTextResponse("inside")

    routes = [Route("/{path:path}", answer)]
    app = Starlette(routes=routes, middleware=[Middleware(PathGuard)])

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers={"X-Request-ID": "mine"})

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "sku", ["%2E%2E", "a%2F..%2Fb", "..%2F..%2Fetc%2Fpasswd", "a%5C..%5Cb", "a%00b", "%00"]
)
def test_address_that_climbs_is_a_problem(sku: str) -> None:
    refused = send(f"/api/v1/partners/lumen/products/{sku}")

    assert (refused.status_code, refused.json()["code"]) == (400, "request/path")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["X-Request-ID"] == refused.json()["request_id"] == "mine"


@pytest.mark.parametrize(
    "path", ["/api/v1/products", "/api/v1/partners/x/products/a..b", "/%2E%2E/x", "/apis/%00"]
)
def test_other_addresses_pass(path: str) -> None:
    assert send(path).text == "inside"
