"""What is shown again and again while it moves."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from catalog.errors import FeedledgerError
from pages.failures import show_failure

Asked = ParamSpec("Asked")


def shown_every(seconds: float) -> Callable[[Callable[Asked, None]], Callable[Asked, None]]:
    """
    Make a fragment that is drawn again so often; what fails is said in its place.

    A fragment that ticks runs outside main.py, which says what failed on pages: one that met the
    application as it stops was an exception of its own in the log.
    """

    def made(show: Callable[Asked, None]) -> Callable[Asked, None]:
        @wraps(show)
        def shown(*args: Asked.args, **named: Asked.kwargs) -> None:
            try:
                show(*args, **named)
            except FeedledgerError as error:
                show_failure(error)

        fragment: Callable[Asked, None] = st.fragment(run_every=seconds)(shown)
        return fragment

    return made
