"""What the pages make of values: texts, money, times, periods and CSV."""

import csv
import io
import re
import string
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.spreadsheets import FORMULA_STARTS
from pages.amounts import counted, money_cell, quantity_cell, shown_money, shown_move
from pages.csv_download import write_csv
from pages.field_values import changed_values
from pages.periods import Period, keys_between, period_of
from pages.plain_text import plain, shortened
from pages.statuses import FEED_STATUSES, SHOWN
from pages.times import shown_duration, shown_time, time_cell

TODAY = date(2026, 3, 1)


ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@given(st.text())
def test_no_text_of_others_is_markdown(text: str) -> None:
    shown = plain(text)

    assert not set(ESCAPED.sub("", shown)) & set(string.punctuation)
    assert ESCAPED.sub(r"\1", shown) == re.sub(r"\s*[\r\n]+\s*", " ", text)


def test_long_text_is_cut_with_a_mark() -> None:
    assert shortened("lamp", 4) == "lamp"
    assert shortened("lamps", 4) == "lam…"


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_cell_of_a_download_is_a_formula(cells: list[str]) -> None:
    written = write_csv(["name"] * len(cells), [cells]).decode("utf-8-sig")

    _, row = csv.reader(io.StringIO(written, newline=""))
    assert not [cell for cell in row if cell.startswith(FORMULA_STARTS)]
    assert all(read in (cell, f"'{cell}") for read, cell in zip(row, cells, strict=True))


def test_negative_number_of_a_download_stays_a_number() -> None:
    written = write_csv(["net", "name"], [[Decimal("-5.00"), "-5"], [None, "=1+1"]])

    assert written.decode("utf-8-sig").splitlines() == ["net,name", "-5.00,'-5", ",'=1+1"]


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1234.5", "USD", "1,234.50 USD"),
        ("-1234567.891", "USD", "-1,234,567.891 USD"),
        ("1500", "JPY", "1,500 JPY"),
        ("0.5", "KWD", "0.500 KWD"),
        ("-0.5", "USD", "-0.50 USD"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount: str, currency: str, shown: str) -> None:
    assert shown_money(Decimal(amount), currency) == shown


def test_what_is_not_known_is_no_zero() -> None:
    assert shown_money(None, "USD") == "-"
    assert money_cell(None, "USD") == ""
    assert quantity_cell(None) == ""
    assert time_cell(None, ZoneInfo("UTC")) == ""
    assert shown_time(None, ZoneInfo("UTC")) == "-"
    assert shown_duration(None) == "-"


def test_quantity_has_no_zeros_that_say_nothing() -> None:
    assert quantity_cell(Decimal("12000.0000")) == "12,000"
    assert quantity_cell(Decimal("0.2500")) == "0.25"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("15", "30", "+100.0 %"),
        ("20", "19", "-5.0 %"),
        ("49.50", "4950", "+9,900.0 %"),
        ("1000", "1000.01", "+0.001 %"),
        ("3", "2", "-33.3 %"),
        ("3", "3.00", "0 %"),
        ("0", "5", ""),
        (None, "5", ""),
        ("5", None, ""),
    ],
)
def test_price_moves_by_a_share_of_what_it_was(
    before: str | None, after: str | None, shown: str
) -> None:
    old, new = (None if text is None else Decimal(text) for text in (before, after))

    assert shown_move(old, new) == shown


def test_changed_fields_are_told_one_by_one_and_attributes_each_by_itself() -> None:
    before = {
        "price": Decimal("1234.5"),
        "currency": "USD",
        "quantity": Decimal("5.0000"),
        "is_active": False,
        "brand": None,
        "attributes": {"hue": "red", "size": "L"},
    }
    after = {
        "price": Decimal(1),
        "currency": "JPY",
        "quantity": None,
        "is_active": True,
        "brand": "Acme",
        "attributes": {"size": "L", "wood": "oak"},
    }
    columns = ("price", "currency", "quantity", "is_active", "brand", "attributes")

    assert list(changed_values(columns, before, after)) == [
        ("price", "1,234.50", "1"),
        ("currency", "USD", "JPY"),
        ("quantity", "5", ""),
        ("is_active", "no", "yes"),
        ("brand", "", "Acme"),
        ("hue (attribute)", "red", ""),
        ("wood (attribute)", "", "oak"),
    ]


def test_one_is_singular() -> None:
    assert [counted(number, "line") for number in (0, 1, 2000)] == [
        "0 lines",
        "1 line",
        "2,000 lines",
    ]


def test_time_is_of_the_zone_and_says_so() -> None:
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert shown_time(at, ZoneInfo("Europe/Berlin")) == "2026-07-02 00:30 CEST"
    assert time_cell(at, ZoneInfo("America/New_York")) == "2026-07-01 18:30:00"


def test_duration_grows_to_minutes() -> None:
    assert shown_duration(4.24) == "4.2 s"
    assert shown_duration(185) == "3 min 5 s"


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("7d", Period(date(2026, 2, 23), date(2026, 3, 2))),
        ("28d", Period(date(2026, 2, 2), date(2026, 3, 2))),
        ("month", Period(date(2026, 3, 1), date(2026, 3, 2))),
        ("last_month", Period(date(2026, 2, 1), date(2026, 3, 1))),
        ("year", Period(date(2026, 1, 1), date(2026, 3, 2))),
        ("all", Period(None, None)),
    ],
)
def test_period_ends_with_today_or_before_it(name: str, period: Period) -> None:
    assert period_of(name, TODAY) == period


def test_no_day_week_or_month_of_a_period_is_left_out() -> None:
    first, last = date(2025, 12, 30), date(2026, 2, 2)

    assert len(list(keys_between("day", first, last))) == 35
    assert list(keys_between("week", first, last)) == [
        "2025-12-29",
        "2026-01-05",
        "2026-01-12",
        "2026-01-19",
        "2026-01-26",
        "2026-02-02",
    ]
    assert list(keys_between("month", first, last)) == ["2025-12", "2026-01", "2026-02"]


def test_every_state_of_a_feed_has_a_name() -> None:
    assert set(FEED_STATUSES) <= set(SHOWN)
