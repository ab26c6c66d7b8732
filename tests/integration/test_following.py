"""What is shown again and again says in its place what failed."""

from streamlit.testing.v1 import AppTest


def follow() -> None:
    """Show what the stopping application refuses."""
    from pages.following import shown_every  # noqa: PLC0415 - a script of its own
    from pages.services import NotStarted  # noqa: PLC0415

    @shown_every(60)
    def show(what: str) -> None:
        raise NotStarted(f"{what} stops")

    show("Feedledger")


def test_failure_is_said_in_place_and_is_no_exception() -> None:
    shown = AppTest.from_function(follow).run()
    assert not shown.exception
    assert ["Feedledger stops" in error.value for error in shown.error] == [True]
