"""The guides are served by the application itself, to everybody, with nothing from outside."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import httpx
import pytest

from api.codes import KINDS
from api.documents import GUIDES
from ingestion.findings import CODES
from tests.api import Client
from tests.documented import read_entries


class Reader(HTMLParser):
    """What a page has to offer: anchors, links, and the text that is read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.blocks: list[str] = []
        self._is_code = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.anchors += [str(given["id"])] if "id" in given else []
        self.links += [str(given["href"])] if tag == "a" else []
        self._is_code = tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._is_code = self._is_code and tag != "code"

    def handle_data(self, data: str) -> None:
        if not self._is_code:
            self.blocks.append(data)


def read(client: Client, guide: str) -> tuple[httpx.Response, Reader]:
    answer = client.send("GET", f"/api/docs/{guide}", key=None, declared=False)
    assert answer.status_code == 200
    return answer, Reader(answer.text)


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_loads_nothing_and_runs_nothing(client: Client, guide: str) -> None:
    answer, page = read(client, guide)

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not page.tags & {"script", "img", "iframe", "form"}
    assert not re.search(r"""(src|href)=["'](https?:)?//""", answer.text)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_link_of_a_guide_leads_somewhere(client: Client, guide: str) -> None:
    _, page = read(client, guide)

    for link in page.links:
        address, anchor = urldefrag(urljoin(f"/api/docs/{guide}", link))
        _, target = read(client, address.removeprefix("/api/docs/"))
        assert not anchor or unquote(anchor) in target.anchors
    assert len(page.anchors) == len(set(page.anchors))


@pytest.mark.parametrize("guide", GUIDES)
def test_no_mark_of_markdown_is_left_in_a_guide(client: Client, guide: str) -> None:
    _, page = read(client, guide)

    assert not re.search(r"\*\*|```|\]\(|^\||^#|^- ", "".join(page.blocks), re.MULTILINE)


def test_each_code_of_a_feed_has_its_anchor(client: Client) -> None:
    answer, page = read(client, "codes")

    assert {entry.code for entry in read_entries()} <= set(page.anchors)
    for text in CODES.values():
        assert text.message in unescape(answer.text)


def test_each_problem_has_its_anchor(client: Client) -> None:
    _, page = read(client, "errors")

    assert page.anchors == [kind.code for kind in KINDS]


@pytest.mark.parametrize("path", ["/api/docs/nothing", "/api/docs/codes.md", "/api/docs/adr"])
def test_what_is_no_guide_is_not_found(client: Client, path: str) -> None:
    missing = client.send("GET", path, key=None)

    assert (missing.status_code, missing.json()["code"]) == (404, "request/not_found")
