"""The files of an import: whatever they look like, no record of them is lost."""

import gzip

import pytest

from orders.import_presets import LINES, ORDERS, PRODUCTS
from tests.importing import GOOD, HEADER, Importing, ledger, line, orders


def test_no_malformed_record_hides_the_good_ones_after_it(importing: Importing) -> None:
    text = (
        HEADER
        + 'A1,1,"2011-03-04\n'
        + "\n,,,,,,,,,,\n"
        + GOOD
        + "A1,2\n"
        + line(order_number="B1", product_name='"two\nlines"')
        + line(order_number="B2")
    )

    job = importing.bring(text)

    assert ledger(job) == (5, 3, 0, 2)
    assert importing.skipped(job) == [
        (2, "row/unclosed_quote", None),
        (6, "row/too_few_cells", None),
    ]
    assert sorted(orders(importing)) == ["A1", "B1", "B2"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_and_delimiter_is_read(importing: Importing, encoding: str) -> None:
    text = (HEADER + line(product_name="Lämpchen")).replace(",", ";").replace("\n", "\r\n")

    job = importing.bring(gzip.compress(text.encode(encoding)))

    assert ledger(job) == (1, 1, 0, 0)
    assert importing.rows("select product_name from order_item") == [("Lämpchen",)]


def test_columns_are_found_by_name_in_any_order_and_case(importing: Importing) -> None:
    text = (
        "Unit Price,QUANTITY,sku,note,Partner,ordered-at,Order Number\n2.50,4,S,hi,p,2011-01-01,7\n"
    )

    job = importing.bring(text, currency="EUR")

    assert ledger(job) == (1, 1, 0, 0)
    assert importing.rows("select currency, total from customer_order") == [("EUR", 10)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("order_number,sku\n1,2\n", "header/missing_required"),
        (HEADER.replace(",currency", "") + "x\n", "header/missing_required"),
        (HEADER.replace("country", "sku") + GOOD, "header/missing_required"),
        ("\n\n", "file/no_records"),
        (gzip.compress(b"x" * 2_000_000, mtime=0), "file/unpacks_too_large"),
        (gzip.compress(b"x" * 2000, mtime=0)[:-9], "file/undecodable"),
        (b"PK\x03\x04", "file/undecodable"),
    ],
)
def test_file_that_is_none_fails_its_job_and_writes_nothing(
    importing: Importing, text: str | bytes, code: str
) -> None:
    importing.ingestion.spool.max_bytes = 1_000_000

    job = importing.bring(text)

    assert (job.status, (job.error or {})["code"], job.result) == ("FAILED", code, None)
    assert importing.written() == {name: [] for name in importing.written()}
    assert list(importing.ingestion.spool.folder.iterdir()) == []


def test_header_alone_is_an_import_of_nothing(importing: Importing) -> None:
    assert ledger(importing.bring(HEADER)) == (0, 0, 0, 0)


def test_chinook_lines_of_an_unknown_invoice_are_skipped(importing: Importing) -> None:
    files = {
        LINES: "InvoiceLineId,InvoiceId,TrackId,UnitPrice,Quantity\n1,1,7,0.99,1\n2,9,7,0.99,1\n",
        ORDERS: "InvoiceId,CustomerId,InvoiceDate,BillingCountry\n1,5,2009-01-01,Norway\n",
        PRODUCTS: "TrackId,Name\n8,Other\n",
    }

    job = importing.bring(files, "chinook", "music", "USD")

    assert ledger(job) == (2, 1, 0, 1)
    assert importing.skipped(job) == [(3, "order_number/unknown", "9")]
    assert importing.rows("select sku, product_name, country from order_item") == [
        ("7", "7", "Norway")
    ]
