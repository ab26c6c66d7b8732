"""
A small line over time, as an image that has the colour of the text around it, light or dark.

A chart of Altair would take far longer to draw: benchmarks/RESULTS.md says how long.
"""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, EDGE = 100, 24, 2
# a mask, as an image of its own knows nothing of the theme
STYLE = (
    "height:2rem; background-color:currentColor; opacity:0.75;"
    " mask:{image} 0 0/100% 100% no-repeat; -webkit-mask:{image} 0 0/100% 100% no-repeat;"
)


def draw_sparkline(values: Sequence[float | None], told: str) -> str:
    """
    Return HTML of the line through the values, from left to right; None is no point of it.

    `told` is what it says to those who cannot see it. Nothing is the lower end of the line, unless
    a value is below it.
    """
    image = b64encode(_svg(_points(values)).encode()).decode()
    style = STYLE.format(image=f"url(data:image/svg+xml;base64,{image})")
    return f'<div role="img" aria-label="{escape(told)}" style="{style}"></div>'


def _points(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    low, high = min(0, *known), max(0, *known)
    step, scale = WIDTH / (len(values) - 1), (HEIGHT - 2 * EDGE) / (high - low or 1)
    return " ".join(
        f"{place * step:.1f},{HEIGHT - EDGE - (value - low) * scale:.1f}"
        for place, value in enumerate(values)
        if value is not None
    )


def _svg(points: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' preserveAspectRatio="none"><polyline points="{points}" fill="none" stroke="#000"'
        ' stroke-width="2" stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>'
    )
