"""
What services answer to alerts: their status, and the beginning of what else they say.

Apprise reads an answer whole. One that has no end would take the memory, and its thread for good.
"""

import io
import sys
import time
from functools import partialmethod
from typing import Any

import requests
from apprise.plugins.base import NotifyBase
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

MOST_BYTES = 64 * 1024
PIECE_BYTES = 8 * 1024
WITHIN_S = 10.0


def shorten_answers(channel: NotifyBase) -> None:
    """See that the channel's service is asked by what reads no more of an answer than that."""
    module = sys.modules[type(channel).__module__]
    if hasattr(module, "requests"):
        vars(module)["requests"] = SHORTENED


class _Shortened:
    """The module `requests` as plugins see it; each call has a session of its own, as there."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        return getattr(requests, name)

    def request(self, method: str, url: str, **asked: Any) -> requests.Response:  # noqa: ANN401 - its own
        with requests.Session() as session:
            for scheme in ("https://", "http://"):
                session.mount(scheme, _ShortAnswers())
            return session.request(method, url, **asked)

    get = partialmethod(request, "GET")
    post = partialmethod(request, "POST")
    put = partialmethod(request, "PUT")
    delete = partialmethod(request, "DELETE")


class _ShortAnswers(HTTPAdapter):
    def send(  # noqa: PLR0913, PLR0917 - its own
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002, ARG002 - its own; what is short is read here
        timeout: Any = None,  # noqa: ANN401 - its own
        verify: Any = True,  # noqa: ANN401, FBT002 - its own
        cert: Any = None,  # noqa: ANN401 - its own
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        answer = super().send(request, True, timeout, verify, cert, proxies)  # noqa: FBT003
        whole = answer.raw
        try:
            answer.raw = io.BytesIO(_beginning(whole))
        except (HTTPError, OSError) as error:
            raise requests.ConnectionError("the answer broke off") from error
        finally:
            whole.close()
        return answer


def _beginning(whole: Any) -> bytes:  # noqa: ANN401 - urllib3's
    ends_at_s, read = time.monotonic() + WITHIN_S, bytearray()
    while len(read) < MOST_BYTES and time.monotonic() < ends_at_s:
        piece = whole.read1(PIECE_BYTES, decode_content=True)
        if not piece:
            break
        read += piece
    return bytes(read[:MOST_BYTES])


SHORTENED = _Shortened()
