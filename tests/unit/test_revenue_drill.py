"""Where a bar or a row of revenue leads to."""

from datetime import date

import pytest

from pages.periods import Period
from pages.revenue_drill import inside


@pytest.mark.parametrize(
    ("by", "key", "level", "found"),
    [
        ("partner", "lumen", None, {"partner": "lumen", "by": "category", "level": "1"}),
        ("brand", "", None, {"brand": "(none)", "by": "product"}),
        ("country", "Spain", None, {"country": "Spain", "by": "product"}),
        ("product", "lumen/A", None, {"product": "lumen/A", "by": "month"}),
        ("category", "Home", 1, {"category": "Home", "by": "category", "level": "2"}),
        ("category", "Home", 2, {"category": "Home", "by": "product"}),
        ("category", "Home > Light", None, {"category": "Home > Light", "by": "product"}),
        ("category", "", 1, {"category": "(none)", "by": "product"}),
        (
            "month",
            "2026-02",
            None,
            {"period": "custom", "from": date(2026, 2, 1), "to": date(2026, 2, 28), "by": "week"},
        ),
        (
            "week",
            "2026-11-23",
            None,
            {"period": "custom", "from": date(2026, 11, 23), "to": date(2026, 11, 29), "by": "day"},
        ),
        (
            "day",
            "2026-12-31",
            None,
            {
                "period": "custom",
                "from": date(2026, 12, 31),
                "to": date(2026, 12, 31),
                "by": "product",
            },
        ),
    ],
)
def test_bar_leads_to_what_is_in_it(
    by: str, key: str, level: int | None, found: dict[str, object]
) -> None:
    assert inside(by, key, level) == found


def test_week_leads_to_the_days_of_it_that_are_in_the_period() -> None:
    november = Period(date(2026, 11, 1), date(2026, 12, 1))

    found = inside("week", "2026-10-26", None, november)

    assert (found["from"], found["to"]) == (date(2026, 11, 1), date(2026, 11, 1))
