"""Home: today's sales agree with the page of revenue, and every number leads to its rows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from tests.feeding import Feeding
from tests.selling import Entry, write
from tests.shop import Shop
from tests.shown import show

SHELF = "id,title,price\nLAMP,Lamp,5\n"


def test_todays_revenue_is_that_of_the_page_it_leads_to(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(SHELF)
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    Shop(feeding.database)
    write(
        feeding.database,
        [
            Entry(
                midnight - timedelta(days=ago),
                bool(0),
                f"{ago:032x}",
                1,
                1,
                "LAMP",
                None,
                None,
                None,
                "USD",
                1,
                Decimal(amount),
            )
            for ago, amount in ((0, "12.5"), (7, "10"))
        ],
    )

    show(pages, "home.py")
    at_home = {each.label: (each.value, each.delta) for each in pages.metric}
    show(pages, "revenue.py", period="Today", compare="Same weekdays, a week earlier")
    there = {each.label: (each.value, each.delta) for each in pages.metric}

    assert at_home["Net revenue (USD)"] == ("12.50", "+25.0 %")
    assert at_home["Net revenue (USD)"] == there["Net revenue (USD)"]
    assert at_home["Orders"][0] == there["Orders"][0] == "1"
