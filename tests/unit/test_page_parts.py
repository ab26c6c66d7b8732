"""Parts of the pages that need no page: the cart, the probes, uploads and the holder."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from orders.refusals import RefusedLine
from pages.cart import Cart
from pages.probes import Message, PageProbes
from pages.services import NotStarted, PageServices, provide, services, withdraw
from pages.uploaded_file import release


def test_services_are_lent_until_they_are_withdrawn() -> None:
    lent = cast("PageServices", object())

    provide(lent)
    assert services() is lent
    withdraw()
    with pytest.raises(NotStarted):
        services()


def test_each_cart_has_a_key_of_its_own() -> None:
    assert Cart().key != Cart().key


def test_cart_asks_for_what_is_in_it() -> None:
    cart = Cart()
    for product_id in (7, 7, 8, 9):
        cart.add(product_id)
    cart.set(8, 5)
    cart.remove(9)

    request = cart.request("Café", [(7, ("lumen", "A")), (8, ("nord", "B"))])

    lines = [(line.partner, line.sku, line.quantity) for line in request.lines]
    assert lines == [("lumen", "A", 2), ("nord", "B", 5)]


@pytest.mark.parametrize(
    ("change", "arguments"), [("add", (7,)), ("set", (7, 2)), ("remove", (7,))]
)
def test_changed_cart_forgets_why_it_was_refused(change: str, arguments: tuple[int, ...]) -> None:
    cart = Cart(quantities={7: 3})
    cart.refusals["lumen", "A"] = RefusedLine(1, "lumen", "A", "stock/short", 3, 2)

    getattr(cart, change)(*arguments)

    assert cart.refusals == {}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/revenue/_stcore/health", 300),
        ("/feeds/_stcore/host-config", 300),
        ("/_stcore/health", 200),
        ("/revenue", 200),
        ("/api/v1/_stcore/health", 200),
        ("/revenue/_stcore/stream", 200),
    ],
)
def test_probe_below_a_page_is_told_where_to_go(path: str, status: int) -> None:
    assert ask(path)["status"] == status


def ask(path: str) -> Message:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def page(_scope: Message, _receive: object, send: Any) -> None:  # noqa: ANN401 - ASGI's
        await send({"type": "http.response.start", "status": 200})

    asyncio.run(PageProbes(page)({"type": "http", "path": path}, cast("Any", None), send))
    return sent[0]


def test_released_file_is_not_held_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = MemoryUploadedFileManager("/upload")
    record = UploadedFileRec("file", "feed.csv", "text/csv", b"id\n1\n")
    manager.add_file("session", record)
    context = SimpleNamespace(uploaded_file_mgr=manager, session_id="session")
    monkeypatch.setattr("pages.uploaded_file.get_script_run_ctx", lambda: context)

    release(UploadedFile(record, FileURLs(file_id="file")))

    assert manager.get_files("session", ["file"]) == []
