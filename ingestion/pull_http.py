"""Sources on web servers, through fsspec's client: conditional, and careful where it is sent."""

import ipaddress
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp
from fsspec.asyn import sync
from fsspec.implementations.http import HTTPFileSystem, HTTPStreamFile

from ingestion.credentials import Credentials, reveal
from ingestion.object_keys import safe_filename
from ingestion.pull_source import (
    PIECE_BYTES,
    Found,
    Marks,
    PullForbidden,
    PullNotFound,
    PullRefused,
    PullUnavailable,
    last_segment,
)

MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
PASSING = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.LOCKED,
}
DEFAULT_PORTS = {"http": 80, "https": 443}
ENCODINGS = {"", "identity", "gzip", "x-gzip"}  # a gzip is unpacked as any feed is


@dataclass(frozen=True)
class HttpSource:
    """An address of a web server; the credentials are sent to its own host alone."""

    url: str
    credentials: Credentials
    stall_s: float

    @contextmanager
    def open(self, known: Marks) -> Iterator[Found | None]:
        """Lend what the server answers, None if that is 304."""
        with http_errors(self.url), _Client(self.stall_s) as client:
            answer = self._follow(client, known)
            if answer.r.status == HTTPStatus.NOT_MODIFIED and known.is_known:
                yield None
            else:
                _check_status(answer.r.status, self.url)
                _check_encoding(answer.r.headers.get("Content-Encoding", ""), self.url)
                yield _found(answer, self.url)

    def _follow(self, client: "_Client", known: Marks) -> HTTPStreamFile:
        first = here = urlsplit(self.url)
        for _ in range(MAX_REDIRECTS + 1):
            secret = _secret_headers(self.credentials) if _is_same(first, here) else {}
            asked = {**_conditions(known), **secret, "Accept-Encoding": "identity"}
            answer = client.get(here.geturl(), asked)
            location = answer.r.headers.get("Location")
            if answer.r.status not in REDIRECTS or location is None:
                return answer
            answer.close()
            here = _redirected(here, location)
            client.door.is_redirected = True
        raise PullForbidden(f"{first.hostname} redirects more than {MAX_REDIRECTS} times")


@dataclass
class Door:
    """
    Makes the sockets: a public server may not redirect us to an address inside.

    A name may lead elsewhere the next time, and to several addresses at once: so it is of no
    account to which host we are redirected, but whether anything public was tried before.
    """

    is_redirected: bool = False
    is_outside: bool = False
    has_refused: bool = False

    def make_socket(self, address: Any) -> socket.socket:  # noqa: ANN401 - as aiohttp has it
        """Return a socket for an address that may be connected to."""
        can_be_seen = is_public(address[4][0])
        if self.is_redirected and self.is_outside and not can_be_seen:
            self.has_refused = True
            raise OSError("a redirect leads to an address that is not public")
        self.is_outside = self.is_outside or can_be_seen
        return socket.socket(*address[:3])


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public network, and of nobody's own."""
    ip = ipaddress.ip_address(address)
    return bool((getattr(ip, "ipv4_mapped", None) or ip).is_global)


@dataclass
class _Client:
    stall_s: float
    door: Door = field(default_factory=Door)
    answers: list[HTTPStreamFile] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.filesystem = _Web(get_client=self._session, skip_instance_cache=True)
        self.session = sync(self.filesystem.loop, self.filesystem.set_session)
        return self

    def __exit__(self, *_error: object) -> None:
        for answer in self.answers:
            answer.close()
        with suppress(TimeoutError):
            sync(self.filesystem.loop, self.session.close, timeout=self.stall_s)

    def get(self, url: str, headers: dict[str, str]) -> HTTPStreamFile:
        """Return the answer as a stream, whatever its status; no redirect is followed."""
        asked = {"headers": headers, "allow_redirects": False}
        loop = self.filesystem.loop
        try:
            answer = HTTPStreamFile(self.filesystem, url, loop=loop, session=self.session, **asked)
        except (OSError, aiohttp.ClientError) as error:
            if self.door.has_refused:
                message = "a redirect leads to an address that is not public"
                raise PullForbidden(message) from error
            raise
        self.answers.append(answer)
        return answer

    async def _session(self, **asked: Any) -> aiohttp.ClientSession:  # noqa: ANN401 - as fsspec has it
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self.stall_s, sock_read=self.stall_s
        )
        connector = aiohttp.TCPConnector(
            loop=asked["loop"], socket_factory=self.door.make_socket, use_dns_cache=False
        )
        # what the server packed stays packed: its size and its bytes are those it announced
        return aiohttp.ClientSession(
            **asked, timeout=timeout, connector=connector, auto_decompress=False
        )


class _Web(HTTPFileSystem):  # type: ignore[misc]  # fsspec ships no types
    def _raise_not_found_for_status(self, response: object, url: str) -> None:
        """Leave it to `_check_status`: a message of aiohttp shows the whole address."""


@contextmanager
def http_errors(url: str) -> Iterator[None]:
    """Raise what the client raises as an error of the pull, without the query of the address."""
    host = urlsplit(url).hostname
    try:
        yield
    except (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch) as error:
        sentence = f"the certificate of {host} is not to be trusted ({type(error).__name__})"
        raise PullRefused(sentence) from None
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
        raise PullForbidden(f"{host} leads to something that is no address") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        sentence = f"{host} did not answer to the end ({type(error).__name__})"
        raise PullUnavailable(sentence) from None


def _conditions(known: Marks) -> dict[str, str]:
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value is not None}


def _secret_headers(credentials: Credentials) -> dict[str, str]:
    headers = {name: value.get_secret_value() for name, value in credentials.headers.items()}
    if credentials.token is not None:
        headers["Authorization"] = f"Bearer {reveal(credentials.token)}"
    elif credentials.username is not None:
        pair = f"{credentials.username}:{reveal(credentials.password) or ''}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return headers


def _is_same(first: SplitResult, here: SplitResult) -> bool:
    if first.hostname != here.hostname:
        return False
    ports = [url.port or DEFAULT_PORTS[url.scheme] for url in (first, here)]
    is_upgraded = (first.scheme, here.scheme) == ("http", "https") and ports == [80, 443]
    return is_upgraded or (first.scheme == here.scheme and ports[0] == ports[1])


def _redirected(here: SplitResult, location: str) -> SplitResult:
    there = urlsplit(urljoin(here.geturl(), location))
    if there.scheme not in DEFAULT_PORTS or not there.hostname:
        raise PullForbidden(f"{here.hostname} redirects to something that is no web address")
    if here.scheme == "https" and there.scheme == "http":
        raise PullForbidden(f"{here.hostname} redirects from https to http")
    if "@" in there.netloc:
        raise PullForbidden(f"{here.hostname} redirects to an address with a user in it")
    return there


def _check_status(status: int, url: str) -> None:
    host = urlsplit(url).hostname
    if status == HTTPStatus.OK:
        return
    if status in GONE:
        raise PullNotFound(f"{host} has no such file (it answered {status})")
    if status in PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise PullUnavailable(f"{host} answered {status}")
    raise PullRefused(f"{host} answered {status}")


def _check_encoding(encoding: str, url: str) -> None:
    if encoding.strip().lower() not in ENCODINGS:
        host = urlsplit(url).hostname
        raise PullRefused(f"{host} packs what it sends as {encoding[:20]!r}, without being asked")


def _found(answer: HTTPStreamFile, url: str) -> Found:
    headers = answer.r.headers
    named = answer.r.content_disposition
    return Found(
        filename=safe_filename(named.filename) if named and named.filename else last_segment(url),
        size_bytes=answer.r.content_length,
        marks=Marks(_mark(headers.get("ETag")), _mark(headers.get("Last-Modified"))),
        pieces=iter(lambda: answer.read(PIECE_BYTES), b""),
    )


def _mark(value: str | None) -> str | None:
    """Return what the server sent if it can be kept and sent back, else that there is none."""
    return value if value and value.isascii() and value.isprintable() else None
