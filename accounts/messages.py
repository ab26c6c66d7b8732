"""ASGI messages, as far as the gate reads and writes them (asgi.readthedocs.io, HTTP 2.4)."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from catalog.errors import RejectedInput

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

FORM_TYPE = "application/x-www-form-urlencoded"
MOST_FORM_BYTES = 4096
MOST_FIELDS = 10


class FormRefused(RejectedInput):
    """What was posted is not a form of ours; `status` says why; nothing was written."""

    code = "request/form"

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        super().__init__(sentence)


@dataclass(frozen=True)
class Answer:
    """A whole answer, made here; it is never to be kept by a cache."""

    status: int
    content_type: str
    body: str
    headers: tuple[tuple[str, str], ...] = ()


def problem(status: int, title: str, code: str, sentence: str, *headers: tuple[str, str]) -> Answer:
    """Return a problem of RFC 9457; `sentence` tells the reader what to do."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": sentence,
        "code": code,
    }
    return Answer(status, "application/problem+json", json.dumps(body), headers)


def redirect(target: str, *headers: tuple[str, str]) -> Answer:
    """Return the order to get the target, whatever was sent."""
    return Answer(303, "text/plain; charset=utf-8", "", (("location", target), *headers))


async def send_answer(send: Send, answer: Answer, *, body: bool = True) -> None:
    """Send the answer; without its body where the method is HEAD."""
    content = answer.body.encode()
    headers = {
        "content-type": answer.content_type,
        "content-length": str(len(content)),
        "cache-control": "no-store",
    }
    pairs = [*headers.items(), *answer.headers]
    encoded = [(name.encode(), value.encode()) for name, value in pairs]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    await send({"type": "http.response.body", "body": content if body else b""})


def header(scope: Scope, name: bytes, joint: str = ", ") -> str | None:
    """Return the header's value, several of them joined as RFC 9110 allows, or None."""
    found = [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
    return joint.join(found) if found else None


def cookie(scope: Scope, name: str) -> str | None:
    """Return the cookie, the last of several, as the pages' own reader takes it, or None."""
    crumbs = [crumb.partition("=") for crumb in (header(scope, b"cookie", "; ") or "").split(";")]
    values = [value.strip() for key, _equals, value in crumbs if key.strip() == name]
    return (values[-1] or None) if values else None


async def read_form(scope: Scope, receive: Receive) -> dict[str, str]:
    """
    Return the fields of the posted form, the last of those of one name.

    Raises:
        FormRefused: it is no form, or longer than 4 KiB; the rest of it was not read.
    """
    if (header(scope, b"content-type") or "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise FormRefused(415, f"Send the form as {FORM_TYPE}.")
    body = await _read_body(receive)
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise FormRefused(400, "Send the form as the page made it.") from error
    return {name: values[-1] for name, values in fields.items()}


async def _read_body(receive: Receive) -> str:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise FormRefused(400, "The form did not arrive whole. Send it again.")
        body += message.get("body", b"")
        if len(body) > MOST_FORM_BYTES:
            raise FormRefused(413, "The form is too long. Check what you entered.")
        more = message.get("more_body", False)
    return body.decode("latin-1")
