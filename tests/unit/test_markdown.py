"""The Markdown of our guides as HTML: what is marked, and that nothing else becomes a tag."""

import pytest

from api.markdown import render_markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One `two`", '<h1 id="one-two">One <code>two</code></h1>'),
        ('<a id="price/invalid"></a>\n### X\ny', '<h3 id="price/invalid">X</h3>\n<p>y</p>'),
        ("a **b `c`**\nd", "<p>a <strong>b <code>c</code></strong>\nd</p>"),
        ("- a\n  b\n- c", "<ul>\n<li>a\nb</li>\n<li>c</li>\n</ul>"),
        ("[a](codes.md#b/c) [d](#e)", '<p><a href="codes#b/c">a</a> <a href="#e">d</a></p>'),
        ("x:\n```csv\n\na **b**\n```", "<p>x:</p>\n<pre><code>\na **b**\n</code></pre>"),
    ],
)
def test_marks_of_a_guide_become_tags(text: str, html: str) -> None:
    assert render_markdown(text).strip() == html


def test_bar_in_a_cell_does_not_end_it() -> None:
    html = render_markdown("| a | b |\n|---|---|\n| tab `\\|` | |")

    assert "<tr>\n<td>tab <code>|</code></td>\n<td></td>\n</tr>" in html


@pytest.mark.parametrize(
    "text",
    ["<script>x", "`<script>`", "```\n<script>\n```", "| <script> |\n|-|\n| <b> |", "# <script>"],
)
def test_no_tag_of_a_guide_is_taken_for_html(text: str) -> None:
    html = render_markdown(text)

    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
