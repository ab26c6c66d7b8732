"""The Markdown of our guides as HTML, with anchors and links that hold between their pages."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("js-default")  # CommonMark with tables, and HTML in it is text
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
TO_GUIDE = re.compile(r"^(\w+)\.md")


def render_markdown(text: str) -> str:
    """
    Return the HTML of a guide: CommonMark with tables; no tag of the text becomes one of the page.

    A heading is found by the anchor before it, else by the name that GitHub gives it. A link to
    another guide's file leads to its page.
    """
    tokens = list(_for_pages(PARSER.parse(text)))
    return str(PARSER.renderer.render(tokens, PARSER.options, {}))


def _for_pages(tokens: Sequence[Token]) -> Iterator[Token]:
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _name(tokens, at))
        if token.type == "table_open":
            yield Token("box_open", "div", 1, attrs={"class": "table"}, block=True)
        token.info = ""  # the language of a fenced block would become a class
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", TO_GUIDE.sub(r"\1", str(child.attrGet("href"))))
        yield token
        if token.type == "table_close":
            yield Token("box_close", "div", -1, block=True)


def _name(tokens: Sequence[Token], heading: int) -> str:
    match tokens[max(heading - 3, 0) : heading]:
        case [start, line, end] if anchor := ANCHOR.fullmatch(line.content):
            start.hidden = end.hidden = True
            line.children = []
            return anchor[1]
    words = "".join(child.content for child in tokens[heading + 1].children or ())
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
