"""Charts on a page."""

from typing import Any

import altair as alt
import streamlit as st

# whether each is held against Vega-Lite's schema: tests do, as it takes longer than all else of it
IS_CHECKED = False

alt.theme.enable("none")  # widths and heights are those of the page


def show_chart(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart,
    **shown: Any,  # noqa: ANN401 - what Streamlit takes
) -> None:
    """
    Show the chart of Altair; `shown` is what `st.vega_lite_chart` takes of a chart.

    `st.altair_chart` holds each against the schema, one session after the other.
    """
    st.vega_lite_chart(spec=chart.to_dict(validate=IS_CHECKED), **shown)
