"""The way through docs/profiles.md, from a strange file to a loaded feed, does what it says."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from api.services import ApiServices
from ingestion.availability import WORDS
from tests.api import Client
from tests.feeding import Feeding, until
from tests.judging import Judge
from tests.sources import ROOT

GUIDE = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
WALK = GUIDE.partition("## From a strange file")[2].partition("\n## ")[0]
VALUES = GUIDE.partition("## Values")[2].partition("\n## ")[0]
AS_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    return Client(replace(api_services, ingestion=feeding.ingestion))


def test_strange_file_of_the_guide_is_loaded_by_its_steps(client: Client) -> None:
    (file,) = re.findall(r"```csv\n(.*?)```", WALK, re.DOTALL)
    (first,) = re.findall(r"profile -d '\n(.*?)'\n```", WALK, re.DOTALL)
    (second,) = re.findall(r"```json\n(.*?)```", WALK, re.DOTALL)
    client.post("/api/v1/partners", json={"code": "strange", "name": "Strange"})

    def check(profile: str | None) -> dict[str, object]:
        if profile is not None:
            path = "/api/v1/partners/strange/profile"
            client.send("PUT", path, content=profile.encode(), headers=AS_JSON)
        answer = client.post("/api/v1/feeds/check?partner=strange", content=file.encode())
        said: dict[str, object] = answer.json()
        return said

    checks = [check(profile) for profile in (None, first, second)]
    delivered = client.post("/api/v1/feeds?partner=strange", content=file.encode()).json()
    address = f"/api/v1/feeds/{delivered['feed_id']}"
    until(lambda: client.get(address).json()["finished_at"] is not None)

    assert checks[0]["error"]["code"] == "header/missing_required"  # type: ignore[index]
    assert checks[1]["dialect"]["delimiter"] == ";"  # type: ignore[index]
    found = [issue["code"] for issue in checks[1]["issues"]]  # type: ignore[attr-defined]
    assert {"price/ambiguous", "availability/unknown_value"} <= set(found)
    assert {code.partition("/")[0] for code in found} == {"price", "availability", "guard"}
    counters = client.get(address).json()["counters"]
    assert counters == checks[2]["counters"]
    assert (counters["inserted"], counters["skipped"]) == (2, 0)
    lamp = client.get("/api/v1/partners/strange/products/007").json()
    assert (lamp["price"], lamp["currency"], lamp["availability"]) == ("1234.00", "EUR", "in_stock")


def test_numbers_of_the_guide_are_one_number(judge: Judge) -> None:
    cells = re.findall(r"`([^`]+)`", VALUES.partition(" are one number")[0])

    rows = judge(*(f'{at},Lamp,"{cell}",EUR,yes,,' for at, cell in enumerate(cells)))

    assert len(cells) == 5
    assert {row["price"] for row in rows} == {Decimal("1234.50")}


def test_guide_lists_the_words_for_availability() -> None:
    rows = [line.split("|") for line in VALUES.splitlines() if line.startswith("| `")]

    listed = {cells[1].strip(" `"): tuple(re.findall(r"`([^`]+)`", cells[2])) for cells in rows}
    assert listed == WORDS
