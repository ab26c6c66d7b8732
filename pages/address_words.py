"""Choices in the address: by the words that are shown, and by the names that the API has."""

from collections.abc import Callable, Collection
from typing import TypeVar

import streamlit as st

Choice = TypeVar("Choice", bound=str)


def worded(
    key: str, options: Collection[Choice], shown: Callable[[Choice], str]
) -> Callable[[Choice], str]:
    """
    Return `shown`, and have the widget of that key take up what the address asks for by name.

    Streamlit knows an option of the address by its words alone, such as `status=Confirmed`; people
    write `status=CONFIRMED`, too, as the API does. To be called before the widget is shown.
    """
    asked = st.query_params.get(key)
    named = next((option for option in options if option == asked), None)
    if named is not None and shown(named) != asked:
        st.session_state[key] = named
        st.query_params[key] = shown(named)
    return shown
