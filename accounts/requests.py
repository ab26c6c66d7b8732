"""What a request asks for and where it comes from, judged by its path and headers alone."""

import re
from urllib.parse import quote, urlsplit

from accounts.messages import Scope, header

API = "/api"
FRONT_PAGE = "/"
OWN_PATHS = ("/login", "/logout")
ASSET_FOLDERS = ("/_stcore/", "/media/", "/static/", "/component/", "/app/static/")
READING_METHODS = ("GET", "HEAD")
SAFE_METHODS = (*READING_METHODS, "OPTIONS")

# Printable ASCII without the backslash, which browsers take for a slash; one slash first.
LOCAL_TARGET = re.compile(r"/(?!/)[!-\[\]-~]{0,2000}")


def is_api(path: str) -> bool:
    """Return whether the path is the HTTP API's, spelled exactly as its router matches it."""
    return (path == API or path.startswith(f"{API}/")) and not climbs(path)


def climbs(path: str) -> bool:
    """Return whether a segment of the path is `..`, which some reader might resolve."""
    return ".." in path.replace("\\", "/").split("/")


def is_page(scope: Scope) -> bool:
    """Return whether a browser asks for a page to show, rather than for a part of one."""
    path = scope["path"]
    accept = header(scope, b"accept") or "*/*"
    return (
        scope["method"] in READING_METHODS
        and not path.startswith(ASSET_FOLDERS)
        and "." not in path.rpartition("/")[2]
        and header(scope, b"sec-fetch-dest") in (None, "document")
        and ("text/html" in accept or "*/*" in accept)
    )


def is_same_origin(scope: Scope) -> bool:
    """
    Return whether our own page sent the request, or no browser did.

    Browsers name the sender in Sec-Fetch-Site where the address is trustworthy to them, and in
    Origin with every POST and websocket; a page's script can set neither.
    """
    site = header(scope, b"sec-fetch-site")
    if site is not None and scope["type"] == "http":
        return site in ("same-origin", "none")
    origin = header(scope, b"origin")
    if origin is None:
        return True
    sender, host = origin.partition("://")[2], header(scope, b"host") or ""
    return bool(sender) and sender.lower() == host.lower()


def asked_target(scope: Scope) -> str:
    """Return the path and query of the request, to come back to after signing in."""
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = scope.get("query_string", b"")
    target = raw_path + (b"?" + query if query else b"")
    return local_target(target.decode("latin-1"))


def local_target(target: str) -> str:
    """Return the target if it is a page of this site, else the front page."""
    if not LOCAL_TARGET.fullmatch(target):
        return FRONT_PAGE
    return FRONT_PAGE if own_path(urlsplit(target).path) else target


def own_path(path: str) -> str | None:
    """Return which of the gate's own pages the path is, or None."""
    trimmed = path.rstrip("/")
    return trimmed if trimmed in OWN_PATHS else None
