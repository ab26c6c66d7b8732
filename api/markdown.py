"""The part of Markdown that our guides are written in, as HTML; everything else is text."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

FENCE = re.compile(r"^```\w*\n(.*?)```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|\[(?P<label>[^\]]+)\]\((?P<target>[^)\s]+)\)"
)
HEADING = re.compile(r"#{1,3} .+")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
CELL_END = re.compile(r"(?<!\\)\|")
TO_GUIDE = re.compile(r"^(\w+)\.md")


def render_markdown(text: str) -> str:
    """
    Return the HTML of a guide: headings, paragraphs, lists, tables, fenced blocks and links.

    A heading is found by the anchor before it, else by the name that GitHub gives it. A link to
    another guide's file leads to its page.
    """
    parts = FENCE.split(text)
    return "\n".join(
        html
        for at, part in enumerate(parts)
        for html in ([f"<pre><code>{escape(part)}</code></pre>"] if at % 2 else _blocks(part))
    )


def _blocks(text: str) -> Iterator[str]:
    anchor = None
    for kind, group in groupby(text.splitlines(), _kind):
        lines = list(group)
        if kind == "anchor":
            anchor = lines[-1]
        elif kind == "heading":
            for line in lines:
                yield _heading(line, anchor)
                anchor = None
        elif kind == "table":
            yield _table(lines)
        elif kind == "list":
            items = "\n".join(lines).removeprefix("- ").split("\n- ")
            yield f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"
        elif kind == "paragraph":
            yield f"<p>{_inline(chr(10).join(lines))}</p>"


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if ANCHOR.fullmatch(line):
        return "anchor"
    if HEADING.fullmatch(line):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "list" if line.startswith(("- ", "  ")) else "paragraph"


def _heading(line: str, anchor: str | None) -> str:
    marks, _, text = line.partition(" ")
    named = ANCHOR.fullmatch(anchor or "")
    found_by = named[1] if named else re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
    return f'<h{len(marks)} id="{escape(found_by)}">{_inline(text)}</h{len(marks)}>'


def _table(lines: Sequence[str]) -> str:
    head, _, *body = [CELL_END.split(line)[1:-1] for line in lines]
    rows = "".join(f"<tr>{_cells('td', cells)}</tr>" for cells in body)
    return f'<div class="table"><table><tr>{_cells("th", head)}</tr>{rows}</table></div>'


def _cells(tag: str, cells: Sequence[str]) -> str:
    return "".join(f"<{tag}>{_inline(cell.strip())}</{tag}>" for cell in cells)


def _inline(text: str) -> str:
    return INLINE.sub(_marked, escape(text.replace(r"\|", "|")))


def _marked(found: re.Match[str]) -> str:
    if found["code"]:
        return f"<code>{found['code']}</code>"
    if found["strong"]:
        return f"<strong>{INLINE.sub(_marked, found['strong'])}</strong>"
    target = TO_GUIDE.sub(r"\1", found["target"])
    return f'<a href="{target}">{INLINE.sub(_marked, found["label"])}</a>'
