"""A session of the pages without a browser: it speaks Streamlit's own protocol over a websocket."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.served import PASSWORD

COOKIE = "feedledger_session"
PATIENCE_S = 60.0
# what a visitor writes or presses, by the kind of its element
KINDS = ("button", "text_input")


class RerunFailed(Exception):
    """The page showed an error, said nothing for a minute, or hung up."""


def sign_in(url: str) -> str:
    """Sign in as admin, and return what the session's cookie holds."""
    form = {"username": "admin", "password": PASSWORD, "next": "/"}
    answer = httpx.post(f"{url}/login", data=form, headers={"origin": url}, timeout=PATIENCE_S)
    return str(answer.cookies[COOKIE])


@dataclass
class LightSession:
    """
    One visitor's session: it sends what a browser would send, and reads all it is sent.

    Only widgets that were touched are sent; the others stand as the page has them at first.
    """

    _socket: ClientConnection
    _pages: dict[str, str] = field(default_factory=dict)
    _page: str = ""
    _query: str = ""
    _touched: dict[str, WidgetState] = field(default_factory=dict)
    _shown: dict[tuple[str, str], str] = field(default_factory=dict)

    async def go(self, page: str, **asked: str) -> float:
        """Follow a link to a page, such as `catalog`; return the seconds that its rerun took."""
        self._page, self._query = self._pages.get(page, ""), urlencode(asked)
        self._touched.clear()
        return await self._rerun()

    async def press(self, label: str) -> float:
        """Press the button."""
        pressed = WidgetState(id=self._id_of("button", label), trigger_value=True)
        return await self._rerun(pressed)

    async def fill(self, label: str, text: str) -> float:
        """Write into the field."""
        state = WidgetState(id=self._id_of("text_input", label), string_value=text)
        self._touched[state.id] = state
        return await self._rerun()

    def shows(self, kind: str, label: str) -> bool:
        """Return whether there is such an element now."""
        return (kind, label) in self._shown

    def _id_of(self, kind: str, label: str) -> str:
        if not self.shows(kind, label):
            raise RerunFailed(f"there is no {kind} {label!r}")
        return self._shown[kind, label]

    async def _rerun(self, *pressed: WidgetState) -> float:
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_script_hash = self._page
        asked.rerun_script.widget_states.widgets.extend([*self._touched.values(), *pressed])
        began_s = time.perf_counter()
        try:
            await self._socket.send(asked.SerializeToString())
            async with asyncio.timeout(PATIENCE_S):
                while not self._takes(await self._socket.recv(decode=False)):
                    pass
        except (TimeoutError, OSError) as error:
            raise RerunFailed("it was not answered") from error
        return time.perf_counter() - began_s

    def _takes(self, sent: bytes) -> bool:
        """Take a message in, and return whether it ends the rerun."""
        message = ForwardMsg.FromString(sent)
        match message.WhichOneof("type"):
            case "new_session":
                self._page = message.new_session.page_script_hash
                self._shown.clear()
            case "navigation":
                pages = message.navigation.app_pages
                self._pages = {page.url_pathname: page.page_script_hash for page in pages}
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "delta":
                self._show(message.delta.new_element)
            case "script_finished":
                return bool(message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY)
        return False

    def _show(self, element: Any) -> None:  # noqa: ANN401 - a message of Streamlit's
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RerunFailed(element.exception.message)
        if kind in KINDS:
            widget = getattr(element, kind)
            self._shown[kind, widget.label] = widget.id


@asynccontextmanager
async def visiting_lightly(url: str, cookie: str) -> AsyncIterator[LightSession]:
    """Lend a session that has opened Home; it ends with the block."""
    async with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        additional_headers={"Cookie": f"{COOKIE}={cookie}"},
        origin=url,  # type: ignore[arg-type]
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        open_timeout=PATIENCE_S,
    ) as socket:
        session = LightSession(socket)
        await session.go("")
        yield session
