"""Pulls from a local folder, and never from outside of it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingestion.pull_folder import FolderSource
from ingestion.pull_source import NO_MARKS, PullForbidden, PullUnavailable
from tests.pulling import FEED, Pulling


@pytest.fixture
def outside(pulling: Pulling) -> Iterator[Path]:
    """Lend a file outside of the folder for pulls."""
    path = pulling.folder / "outside.csv"
    path.write_bytes(FEED)
    yield path
    assert pulling.feeds() == []


def straight(_pulling: Pulling, outside: Path) -> str:
    return str(outside)


def upwards(pulling: Pulling, _outside: Path) -> str:
    return f"{pulling.folder}/pulls/../outside.csv"


def hidden(pulling: Pulling, _outside: Path) -> str:
    return f"{pulling.folder}/pulls/%2e%2e/outside.csv"


def linked(pulling: Pulling, outside: Path) -> str:
    link = pulling.folder / "pulls" / "link.csv"
    link.symlink_to(outside)
    return str(link)


def linked_folder(pulling: Pulling, outside: Path) -> str:
    link = pulling.folder / "pulls" / "up"
    link.symlink_to(outside.parent)
    return str(link / outside.name)


def a_folder(pulling: Pulling, _outside: Path) -> str:
    return str(pulling.folder / "pulls")


def a_pipe(pulling: Pulling, _outside: Path) -> str:
    path = pulling.folder / "pulls" / "pipe"
    os.mkfifo(path)
    return str(path)


@pytest.mark.parametrize(
    "where", [straight, upwards, hidden, linked, linked_folder, a_folder, a_pipe]
)
def test_local_file_outside_of_the_folder_is_refused(
    pulling: Pulling, outside: Path, where: Callable[[Pulling, Path], str]
) -> None:
    with pytest.raises(PullForbidden):
        pulling.run(pulling.schedule(f"file://{where(pulling, outside)}"))


def test_without_a_folder_no_local_file_is_pulled(pulling: Pulling) -> None:
    url = pulling.file("a.csv")
    pulling.room = type(pulling.room)(pulling.ingestion)

    with pytest.raises(PullForbidden):
        pulling.run(pulling.schedule(url))


def test_file_that_grows_while_it_is_read_is_tried_again(pulling: Pulling) -> None:
    url = pulling.file("a.csv")
    path = pulling.folder / "pulls" / "a.csv"
    source = FolderSource(url, path.parent, pulling.ingestion.clock)

    with source.open(NO_MARKS) as found:
        assert found is not None
        assert next(found.pieces) == FEED
        with path.open("ab") as file:
            file.write(FEED)
        with pytest.raises(PullUnavailable):
            list(found.pieces)
