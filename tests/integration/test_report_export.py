"""Our CSV of the report is whole, whatever its size, and no cell of it is a formula."""

import csv
import io
from dataclasses import replace

from api.services import ApiServices
from tests.api import Client
from tests.feeding import Feeding


def test_no_cell_of_the_report_is_a_formula(api_services: ApiServices, feeding: Feeding) -> None:
    client = Client(replace(api_services, ingestion=feeding.ingestion))
    prices = ("=1+1", "+1+1", "-1", "@SUM(A1)", "a=1")
    rows = "".join(f"=cmd{number},Lamp,{price}\n" for number, price in enumerate(prices))
    feed = feeding.load(f"sku,name,price,-x\n{rows}")

    text = client.get(f"/api/v1/feeds/{feed.feed_id}/report?format=csv").text

    cells = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["raw_value"]]
    assert [row["raw_value"] for row in cells] == ["'=1+1", "'+1+1", "'-1", "'@SUM(A1)", "a=1"]
    assert {row["sku"][:5] for row in cells} == {"'=cmd"}
    assert ",'-x,header/unmapped," in text


def test_report_is_whole_whatever_its_size(api_services: ApiServices, feeding: Feeding) -> None:
    client = Client(replace(api_services, ingestion=feeding.ingestion))
    rows = 2_500
    feed = feeding.load("sku,name,price\n" + "".join(f"{at},Lamp,x\n" for at in range(rows)))

    text = client.get(f"/api/v1/feeds/{feed.feed_id}/report?format=csv").text

    read = list(csv.DictReader(io.StringIO(text, newline="")))
    numbers = [int(row["record_number"]) for row in read if row["code"] == "price/invalid"]
    assert numbers == list(range(1, rows + 1))
