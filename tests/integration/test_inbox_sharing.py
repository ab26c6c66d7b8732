"""One inbox looked into by several at once: one of them takes a file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.database import Database
from tests.polling import Polling, polling_over
from tests.racing import together

FEED = b"sku,title,price\nA,Lamp,15.00\n"
OTHER = b"sku,title,price\nB,Rug,16.00\n"


def test_two_databases_with_one_inbox_take_a_file_once(
    polling: Polling, another_database: Callable[[str], Database], tmp_path: Path
) -> None:
    other = polling_over(another_database("there"), tmp_path / "there", polling.dropping.again())
    for number in range(8):
        polling.dropping.drop(f"lumen/{number}.csv", FEED)

    for _ in range(4):
        together(polling.poll, other.poll)

    taken = [feed.filename for one in (polling, other) for feed in one.feeds()]
    assert sorted(taken) == [f"{number}.csv" for number in range(8)]
    assert polling.dropping.raw_files() == [FEED] * 8
    assert polling.dropping.names() == []
    assert len(polling.jobs()) + len(other.jobs()) == 8


def test_two_threads_take_a_file_once(polling: Polling) -> None:
    for number in range(4):
        polling.dropping.drop(f"lumen/{number}.csv", FEED)
    polling.poll(1)

    together(*(lambda: polling.poll(1) for _ in range(4)))

    assert polling.has_exactly(*[FEED] * 4)


def test_what_another_installation_has_begun_to_take_is_left_to_it_and_shown(
    polling: Polling, another_database: Callable[[str], Database], tmp_path: Path
) -> None:
    other = polling_over(another_database("there"), tmp_path / "there", polling.dropping.again())
    polling.dropping.drop("lumen/feed.csv", FEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(other.dropping.store, "open", killed)
        with pytest.raises(Killed):
            other.poll()

    polling.poll(3)

    assert polling.feeds() == []
    assert polling.refused() == {"lumen/feed.csv": "store/key_taken"}
    other.start()
    other.poll(1)
    polling.poll()
    assert other.has_exactly(FEED)
    assert polling.feeds() == []
    assert polling.refused() == {}


class Killed(BaseException):
    """What ends a process: nothing catches it."""


def killed(*_: object, **__: object) -> None:
    raise Killed
