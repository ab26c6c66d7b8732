"""Views of the catalog that are kept by name: opened, saved, shared, replaced and deleted."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.saved_by_name import LONGEST_NAME
from catalog.saved_views import SavedView, Views, ViewToSave
from pages.clicks import ask, current_clicks, is_asked
from pages.failures import show_failure
from pages.plain_text import plain
from pages.product_filter import held_filters, set_filters, write_address
from pages.saved_names import find_replaced, label_of, whose
from pages.services import services
from pages.visitor import visitor_name

ASKED, OPENED, NAME, SHARED = "view", "view_opened", "view_name", "view_shared"


def views_of_visitor() -> Views:
    """Return the views of the catalog, as the visitor sees them."""
    return Views(services().database, "catalog", visitor_name())


def open_addressed() -> None:
    """Open the view that the address names; from then on its filters stand in the address."""
    view_id = st.query_params.pop(ASKED, None)
    if view_id is None:
        return
    try:
        view = views_of_visitor().get(view_id)
        open_view(view)
        write_address(view.asked)  # Streamlit does so by itself only after a click
    except FeedledgerError as error:
        show_failure(error)


def open_view(view: SavedView) -> None:
    """Have the filters hold what the view asks for."""
    set_filters(view.asked)
    st.session_state[OPENED] = view.view_id
    st.session_state[NAME], st.session_state[SHARED] = view.name, view.is_shared


def show_views() -> None:
    """Show all views that there are for the visitor, and the way to keep the filters as one."""
    kept = views_of_visitor().all()
    opened = next((each for each in kept if each.view_id == st.session_state.get(OPENED)), None)
    visitor = visitor_name()
    title = f"Saved views · {plain(opened.name)}" if opened else "Saved views"
    with st.expander(title, key="views"):
        with st.container(horizontal=True):
            for view in kept:
                st.button(
                    label_of(view, visitor),
                    key=f"view_open_{view.view_id}",
                    on_click=open_view,
                    args=(view,),
                    wrap=True,
                )
        if opened is not None:
            _show_opened(opened)
        _show_saving(kept, opened)


def _show_opened(view: SavedView) -> None:
    st.markdown(f"Opened: **{plain(view.name)}**, {whose(view)}.")
    if held_filters() != view.asked:
        st.caption("The filters are others by now. Open it again, or replace it with these.")
    st.caption(f"Its address: `/catalog?{ASKED}={view.view_id}`")
    question = f"delete view {view.view_id}"
    if not is_asked(question):
        st.button("Delete…", on_click=ask, args=(question,))
        return
    gone = "It is gone for everybody." if view.is_shared else "It is gone."
    st.markdown(f"**Delete it?** {gone} The filters stay as they are.")
    with st.container(horizontal=True):
        st.button("Delete now", type="primary", on_click=_delete, args=(view,))
        st.button("Keep it", on_click=ask, args=(None,))


def _show_saving(kept: tuple[SavedView, ...], opened: SavedView | None) -> None:
    st.text_input(
        "Keep these filters as",
        key=NAME,
        max_chars=LONGEST_NAME,
        placeholder="Name of the view",
        persist_state="session",
    )
    st.checkbox("Everybody may open and change it", key=SHARED, persist_state="session")
    name = str(st.session_state[NAME]).strip()
    same = find_replaced(kept, name, opened, visitor_name())
    if same is not None:
        st.caption(
            f"There is {plain(same.name)} already, {whose(same)}: these filters take the place of"
            " its own."
        )
    st.button("Replace it" if same else "Save", on_click=_save, args=(same,), disabled=not name)


def _save(same: SavedView | None) -> None:
    clicks, views = current_clicks(), views_of_visitor()
    name, is_shared = st.session_state[NAME], st.session_state[SHARED]
    asked = held_filters()

    def write() -> SavedView:
        view = ViewToSave(name=name, asked=asked, is_shared=is_shared)
        return views.save(view, same.view_id if same else None)

    if clicks.do(("save view", name, is_shared, repr(asked)), write):
        st.session_state[OPENED] = clicks.last.value.view_id


def _delete(view: SavedView) -> None:
    clicks, views = current_clicks(), views_of_visitor()
    clicks.answer(("delete view", view.view_id), lambda: views.delete(view.view_id))
    st.session_state.pop(OPENED, None)
