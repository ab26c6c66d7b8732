"""How high charts are: without a height of its own Vega warns in the console of the browser."""

COLUMNS_PX = 300
BAR_PX, AXIS_PX, EDGE_PX = 24, 80, 24


def height_of_bars(bars: int, *, has_axis: bool = True) -> int:
    """Return the pixels for so many bars below each other, the axis included."""
    return BAR_PX * bars + (AXIS_PX if has_axis else EDGE_PX)
