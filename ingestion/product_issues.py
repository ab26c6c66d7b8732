"""What feeds found in the records of one product, whether they loaded them or not."""

from dataclasses import dataclass
from datetime import datetime

from catalog.database import Database, Row
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.report import ReportRow, tell_row

SQL = Statements(__file__)
OF_FEED = {"feed_no", "filename", "received_at"}


@dataclass(frozen=True)
class ProductIssue:
    """A finding about the product, and the feed that it was found in."""

    found: ReportRow
    filename: str
    received_at: datetime


def list_product_issues(
    database: Database, partner: str, sku: str, limit: int, cursor: str | None = None
) -> Page[ProductIssue]:
    """
    Return a page of findings, the latest feed first, each feed's in the order of its file.

    Reports that were deleted by their retention are not in it.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
    """
    after = decode_cursor(cursor, int, int)
    parameters = {
        "partner": partner,
        "sku": sku,
        "after_feed": after[0] if after else None,
        "after_position": after[1] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_product_issues"], parameters)
    page = cut_page(rows, limit, lambda row: [row["feed_no"], row["position"]])
    return Page(tuple(map(_issue, page.items)), page.next_cursor)


def _issue(row: Row) -> ProductIssue:
    found = {name: value for name, value in row.items() if name not in OF_FEED}
    return ProductIssue(tell_row(found), row["filename"], row["received_at"])
