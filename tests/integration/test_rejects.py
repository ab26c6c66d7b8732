"""What was skipped goes back as it came; corrected and sent as a delta it loads."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.services import ApiServices
from ingestion.feeds import Feed, FeedWrongState, get_feed
from ingestion.rejects import open_rejects
from ingestion.store import ObjectMissing
from tests.api import Client
from tests.feeding import Feeding, ledger

Rejects = Callable[[Feed], bytes]


@pytest.fixture
def rejects(feeding: Feeding) -> Rejects:
    return lambda feed: b"".join(open_rejects(feeding.ingestion, feed).pieces)


def test_skipped_records_come_back_as_they_came(feeding: Feeding, rejects: Rejects) -> None:
    feed = feeding.load(
        "sku;name;price;note\r\n"
        "1;Lamp;15.00;=1+1\r\n"
        "2; Rug ;abc;=2+2\r\n"
        '3;"a ""b""\r\nc";;\r\n'
        "\r\n"
        "4;;x;-\r\n"
    )

    assert rejects(feed).decode() == (
        "sku;name;price;note;_errors\r\n"
        "2; Rug ;abc;=2+2;price/invalid: The price cannot be read as a number.\r\n"
        '3;"a ""b""\r\nc";;;price/missing: The product has no price.\r\n'
        '4;;x;-;"price/invalid: The price cannot be read as a number.;'
        ' product_name/missing: The product has no name."\r\n'
    )


def test_corrected_rejects_load_just_those_rows(feeding: Feeding, rejects: Rejects) -> None:
    feeding.load("sku|name|price\n1|Lamp|15\n2|Rug|abc\n3||7\n")
    feed = feeding.load("sku|name|price\n1|Lamp|16\n2|Rug|abc\n3||7\n")
    before = feeding.product("1")

    corrected = rejects(feed).replace(b"abc", b"20").replace(b"3||7", b"3|Jug|7")
    again = feeding.load(corrected.decode(), mode="delta")

    assert ledger(again) == (2, 2, 0, 0, 0, 0)
    assert feeding.product("1") == before
    assert [row["product_name"] for row in feeding.products()] == ["Lamp", "Rug", "Jug"]
    assert {row["attributes"] for row in feeding.products()} == {"{}"}
    assert rejects(again).decode() == "sku|name|price|_errors\n"


def test_rejects_of_rejects_have_the_new_errors_alone(feeding: Feeding, rejects: Rejects) -> None:
    feed = feeding.load("sku,name,price\n1,Lamp,abc\n2,Rug,\n")

    again = feeding.load(rejects(feed).replace(b"abc", b"-1").decode(), mode="delta")

    assert rejects(again).decode() == (
        "sku,name,price,_errors\n"
        "1,Lamp,-1,price/not_positive: The price is zero or less.\n"
        "2,Rug,,price/missing: The product has no price.\n"
    )


def test_malformed_records_come_back_so_that_they_can_be_mended(
    feeding: Feeding, rejects: Rejects
) -> None:
    feed = feeding.load('sku,name,price\n1,"Lamp,6\n2,Rug\n3,Jug,7,more\n4,Box\n5,Cup,8,\n')

    read = list(csv.DictReader(io.StringIO(rejects(feed).decode())))

    assert ledger(feed) == (5, 1, 0, 0, 4, 0)
    assert [(row["sku"], row["name"]) for row in read] == [
        ("1", "Lamp,6"),
        ("2", "Rug"),
        ("3", "Jug"),
        ("4", "Box"),
    ]
    assert read[0]["_errors"].startswith("row/unclosed_quote: ")
    assert read[1]["_errors"].startswith("row/too_few_cells: ")
    assert "row/too_many_cells" in str(read[2])


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-bom", "utf-8-sig"),
        ("utf-16le", "utf-16"),
        ("windows-1252", "cp1252"),
    ],
)
def test_rejects_are_in_the_encoding_of_the_feed(
    feeding: Feeding, rejects: Rejects, encoding: str, codec: str
) -> None:
    feed = feeding.load("sku,name,price\n1,Lämp,abc\n2,Rüg,x\n".encode(codec))

    body = rejects(feed)
    again = feeding.load(body.decode(codec).replace("abc", "123").encode(codec), "delta")

    assert feed.dialect is not None
    assert again.dialect is not None
    assert feed.dialect["encoding"] == again.dialect["encoding"] == encoding
    assert body.decode(codec).startswith("sku,name,price,_errors\n1,Lämp,abc,")
    assert feeding.product("1")["product_name"] == "Lämp"


def test_bytes_that_are_no_text_come_back_as_they_were(feeding: Feeding, rejects: Rejects) -> None:
    feed = feeding.load("sku,name,price\n1,Lämp,5\n2,Rüg,6\n".encode() + b"3,J\xfcg,7\n4,\0,5\n")

    body = rejects(feed)

    assert b"\n3,J\xfcg,7,row/undecodable: " in body
    assert b"\n4,\0,5,row/null_byte: " in body
    assert ledger(feeding.load(body, "delta")) == (2, 0, 0, 0, 2, 0)  # not taken for latin-1


def test_rejects_of_a_file_without_header_are_known_when_they_come_back(
    feeding: Feeding, rejects: Rejects
) -> None:
    file = {"header": False, "columns": ["sku", "name", "price"], "delimiter": ";", "quote": "'"}
    feeding.profile(file=file)
    feed = feeding.load("1;'Lamp; big';5,00\n2;Rug;abc\n")

    body = rejects(feed).decode()
    again = feeding.load(body.replace("abc", "7"), mode="delta")

    assert ledger(feed) == (2, 1, 0, 0, 1, 0)
    assert body.startswith("sku;name;price;_errors\n2;Rug;abc;price/invalid")
    assert ledger(again) == (1, 1, 0, 0, 0, 0)


def test_feed_that_is_held_has_rejects(feeding: Feeding, rejects: Rejects) -> None:
    feed = feeding.load("sku,name,price\n1,Lamp,abc\n2,Rug,7\n", hold=True)

    assert feed.status == "HELD"
    assert rejects(feed).startswith(b"sku,name,price,_errors\n1,Lamp,abc,")


def test_feed_whose_records_are_not_known_has_no_rejects(feeding: Feeding) -> None:
    for feed in (feeding.load("colour\nred\n"), feeding.deliver("sku,name,price\n1,Lamp,5\n")):
        with pytest.raises(FeedWrongState):
            open_rejects(feeding.ingestion, replace(feed, dialect=None))


def test_local_copy_is_gone_however_it_ends(feeding: Feeding) -> None:
    feed = feeding.load("sku,name,price\n1,Lamp,abc\n2,Rug,abc\n")
    spool = feeding.ingestion.spool.folder

    list(open_rejects(feeding.ingestion, feed).pieces)
    left = open_rejects(feeding.ingestion, feed)
    next(left.pieces)
    del left
    del feed
    (raw,) = (feeding.folder / "landing" / "raw").rglob("feed.csv")
    raw.unlink()
    (row,) = feeding.database.rows("select feed_id from feed")
    with pytest.raises(ObjectMissing):
        open_rejects(feeding.ingestion, get_feed(feeding.database, str(row["feed_id"])))

    assert list(spool.iterdir()) == []


def test_rejects_come_over_http(api_services: ApiServices, feeding: Feeding) -> None:
    client = Client(replace(api_services, ingestion=feeding.ingestion))
    feed = feeding.load("sku,name,price\n1,Lämp,abc\n2,Lämp,7\n".encode("cp1252"))
    url = f"/api/v1/feeds/{feed.feed_id}/rejects"

    answer = client.get(url)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=windows-1252"
    assert answer.headers["Content-Disposition"].endswith(f'"rejects-{feed.feed_id}.csv"')
    assert answer.text.splitlines()[1].startswith("1,Lämp,abc,price/invalid: ")
    failed = feeding.load("colour\nred\n")
    wrong = client.get(f"/api/v1/feeds/{failed.feed_id}/rejects")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "feed/wrong_state")
    assert client.get("/api/v1/feeds/none/rejects").json()["code"] == "feed/not_found"
    assert client.send("GET", url, client.make_key("orders:read")).status_code == 403


def test_real_rejects_corrected_make_the_catalog_of_a_right_feed(
    feeding: Feeding, rejects: Rejects, realdata: Path
) -> None:
    feeding.partner("right")
    body = (realdata / "feeds" / "amazon_electronics.csv").read_bytes().decode()
    rows = list(csv.reader(io.StringIO(body, newline=""), delimiter="|"))
    price = rows[0].index("price")
    feed = feeding.load(body)
    assert feed.counters["skipped"]

    sent = list(csv.reader(io.StringIO(rejects(feed).decode(), newline=""), delimiter="|"))
    again = feeding.load(written(priced(sent, price)), mode="delta")
    feeding.load(written(priced(rows, price)), partner="right")

    assert again.status == "COMPLETED"
    assert again.counters["inserted"] == feed.counters["skipped"]
    lumen, right = (feeding.database.rows(CATALOG, {"code": code}) for code in ("lumen", "right"))
    assert lumen == right


CATALOG = """
select * exclude (
    product_id, partner_id, created_at, updated_at, first_feed_id, last_feed_id, price_feed_id,
    quantity_counted_at, record_hash
)
from product
where partner_id = (select partner_id from partner where code = $code)
order by sku
"""


def priced(rows: list[list[str]], price: int) -> list[list[str]]:
    """Return the rows with a price where there was none."""
    return [
        row if row[price].strip() else [*row[:price], "9.99", *row[price + 1 :]] for row in rows
    ]


def written(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="|").writerows(rows)
    return text.getvalue()
