"""Choices that the address has, too: by the words that are shown, and by the names of the API."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Choice = TypeVar("Choice", bound=str)


@overload
def ask_choice(
    label: str,
    options: Sequence[Choice],
    shown: Callable[[Choice], str],
    key: str,
    *,
    index: int = 0,
    **more: Any,  # noqa: ANN401 - as Streamlit takes it
) -> Choice: ...
@overload
def ask_choice(
    label: str,
    options: Sequence[Choice],
    shown: Callable[[Choice], str],
    key: str,
    *,
    index: None,
    **more: Any,  # noqa: ANN401 - as Streamlit takes it
) -> Choice | None: ...
def ask_choice(
    label: str,
    options: Sequence[Choice],
    shown: Callable[[Choice], str],
    key: str,
    *,
    index: int | None = 0,
    **more: Any,
) -> Choice | None:
    """
    Ask for one of the options; `more` is what else a select box is told.

    Streamlit knows an option of the address by its words alone, such as `status=Confirmed`; people
    write `status=CONFIRMED`, too, as the API does. The address has the words afterwards.
    """
    take_name(key, options, shown)
    return st.selectbox(  # type: ignore[no-any-return]
        label,
        options,
        index=index,
        format_func=shown,
        key=key,
        bind="query-params",
        **more,
    )


def take_name(key: str, options: Sequence[Choice], shown: Callable[[Choice], str]) -> None:
    """
    Have the address ask by words where it asks for options by name.

    A widget takes what it begins with from the address as it was when the visitor came (tried with
    1.67): that is brought up to date as well.
    """
    asked, by_name = st.query_params.get_all(key), {str(option): option for option in options}
    words = [shown(by_name[each]) if each in by_name else each for each in asked]
    context = get_script_run_ctx()
    if words == asked or context is None:
        return
    with context.session_state.query_params() as params:
        is_asked_already = params.is_bound(key)
    if is_asked_already:  # by the page as it stands: the address is the widget's to write
        return
    st.query_params[key] = words
    with context.session_state.query_params() as params:
        params.set_initial_query_params_from_current()
