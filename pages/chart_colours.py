"""
Colours of charts, by their place in the theme's list.

The browser paints them by the theme that it shows, so they fit light and dark: a chart names
places, and `.streamlit/config.toml` alone has colours.
"""

from collections.abc import Mapping

import altair as alt

BLUE, ORANGE, GREEN, PURPLE, TEAL, RED, BROWN, GREY = PLACES = tuple(range(8))


def colour_scale(places: Mapping[str, int]) -> alt.Scale:
    """
    Return the scale that paints each kind of thing in the colour of its place.

    Layers of one chart need the same scale: Vega would put two of them together otherwise.
    """
    kinds = {place: kind for kind, place in places.items()}
    return alt.Scale(domain=[kinds.get(place, f"place {place}") for place in PLACES])


def painted(
    chart: alt.Chart, kind: str, places: Mapping[str, int], legend: alt.Legend | None = None
) -> alt.Chart:
    """Return the chart with all its marks in the colour of this kind."""
    colour = alt.Color("painted:N", title=None, scale=colour_scale(places), legend=legend)
    return chart.transform_calculate(painted=f"'{kind}'").encode(color=colour)
