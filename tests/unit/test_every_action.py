"""Every button, link to a file and selection of the pages is clicked in a real browser."""

import pytest

from tests.journeys import Journey, journeys
from tests.page_actions import Action, page_actions

ON_CATALOG = frozenset({"/catalog"})


def test_every_action_of_the_pages_is_done_in_a_browser() -> None:
    done = journeys()

    missed = [str(each) for each in page_actions() if not any(one.does(each) for one in done)]

    assert missed == []


def test_no_action_is_of_a_module_that_no_page_shows() -> None:
    assert [str(each) for each in page_actions() if not each.pages] == []


@pytest.mark.parametrize(
    ("label", "clicked", "is_done"),
    [
        ("Save", "Save", True),
        ("Save", "Save the name", False),
        ("Take version .+ into the editor", "Take version 1 into the editor", True),
        ("Take version .+ into the editor", "Take it into the editor", False),
        (".+ to .+ ✕", "2026-01-01 ✕", False),
    ],
)
def test_label_is_done_where_just_it_is_clicked(label: str, clicked: str, *, is_done: bool) -> None:
    journey = Journey(pages={"/catalog"}, clicked=[clicked])

    assert journey.does(Action("pages/x.py", label, ON_CATALOG)) is is_done


def test_same_label_on_another_page_is_another_action() -> None:
    journey = Journey(pages={"/keys"}, clicked=["Keep it"])

    assert not journey.does(Action("pages/x.py", "Keep it", ON_CATALOG))


@pytest.mark.parametrize(
    "read",
    [
        *("Delete now", "Pause", "Resume", "Edit…", "New secret…", "Download whole Parquet"),
        *("← Placed orders", "Save as the partner's profile", ".+ · .+", "← All categories"),
        *(".+ · shared", "Take version .+ into the editor", ".+: .+ ✕", "a row", "a mark"),
    ],
)
def test_labels_are_worked_out_of_constants_tables_loops_and_calls(read: str) -> None:
    assert read in {each.label.replace("\\", "") for each in page_actions()}
