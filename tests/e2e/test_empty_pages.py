"""Pages of an application that nobody has used yet: each says what to do next."""

import pytest

from tests.e2e.visit import Visit

EMPTY = {
    "/": "Nothing is here yet",
    "/upload": "there is none yet",
    "/feeds": "No feed has come in yet",
    "/inbox": "There is no partner yet",
    "/partners": "There is no partner yet",
    "/jobs": "No job was queued yet",
    "/catalog": "The catalog is empty",
    "/order": "Nothing is in stock",
    "/revenue": "Nothing was ordered in this period",
}


@pytest.mark.parametrize("address", EMPTY)
def test_empty_page_says_what_to_do_next(visit: Visit, address: str) -> None:
    visit.open(address)

    visit.sees(EMPTY[address])
