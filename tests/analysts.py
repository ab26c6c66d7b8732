"""docs/analysts.md as tests read it, and a published file of a season to hold it against."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.definitions import define_measures
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.migrations import migrate
from tests.importing import Importing
from tests.model.season import ZONE, Season
from tests.publishing import Publishing
from tests.season import Quiet, Shopkeeper
from tests.season_events import keep_shop
from tests.sources import ROOT

GUIDE = ROOT / "docs" / "analysts.md"
QUESTION = re.compile(
    r"^### (?P<number>\d+)\. (?P<title>.+?)$(?P<text>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL
)
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """A question of the guide, with its SQL."""

    number: int
    title: str
    sql: str


@dataclass(frozen=True)
class Published:
    """A published file, and the plain records of what it must show."""

    path: Path
    season: Season


def read_questions() -> list[Asked]:
    """Return the questions of the guide, in its order; each has one block of SQL."""
    found = []
    for question in QUESTION.finditer(GUIDE.read_text(encoding="utf-8")):
        (block,) = BLOCK.finditer(question["text"])
        found.append(Asked(int(question["number"]), question["title"], block["text"]))
    return found


def read_blocks(language: str) -> list[str]:
    """Return the blocks of the guide in that language, those of the questions included."""
    blocks = BLOCK.finditer(GUIDE.read_text(encoding="utf-8"))
    return [block["text"] for block in blocks if block["language"] == language]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Lend the file that is published after a season of feeds, orders and refunds."""
    folder = tmp_path_factory.mktemp("season")
    database = Database(folder / "feedledger.duckdb", threads=2)
    migrate(database)
    define_measures(database)
    write_currencies(database)
    feeding = Quiet(database, folder)
    feeding.partner("lumen")
    feeding.partner("weaver")
    season = keep_shop(Shopkeeper(feeding, Importing(database, folder / "past", ZONE.key)))
    publishing = Publishing(database, folder / "published", ZONE.key)
    publishing.publish()
    database.close()
    return Published(publishing.path, season)
