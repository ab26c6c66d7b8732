"""The page *Partners*: profile and guards are edited there, with what they do said before."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from catalog.partners import Partner, get_partner
from ingestion.profile_store import save_profile
from ingestion.profiles import Profile
from tests.feeding import Feeding
from tests.shown import labels, press, said, show, texts

SPANISH = "IdProd;Artículo;Precio;Disponible\n007;Lámpara;1.234;Sí\n008;Jarrón;19,90;No\n"
SAVE = "Save as the partner's profile"


def lumen(feeding: Feeding) -> Partner:
    return get_partner(feeding.database, "lumen")


def choose(pages: AppTest, label: str, value: str) -> None:
    next(box for box in pages.selectbox if box.label == label).set_value(value).run()
    assert not pages.exception


def set_number(pages: AppTest, label: str, value: float) -> None:
    next(box for box in pages.number_input if box.label == label).set_value(value).run()
    assert not pages.exception


def table(pages: AppTest, column: str) -> list[dict[str, object]]:
    """Return the rows of the first table with that column."""
    found = next(each.value for each in pages.dataframe if column in each.value)
    return [dict(row) for row in found.to_dict("records")]


def load_products(feeding: Feeding, count: int) -> None:
    rows = "".join(f"{number},Product {number},9.00\n" for number in range(count))
    feeding.load(f"sku,name,price\n{rows}")


def test_list_leads_to_each_partner_with_its_last_feed(pages: AppTest, feeding: Feeding) -> None:
    feeding.partner("nord", default_currency="EUR", review_first=True)
    load_products(feeding, 1)

    show(pages, "partners.py")

    assert "no feed yet · profile version 1 · EUR · In stock · every feed is held" in said(pages)
    assert "last feed" in said(pages)
    assert ":green-badge[Completed]" in said(pages)


def test_partner_is_renamed_on_its_page(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "partners.py", partner="lumen")
    before = lumen(feeding)

    press(pages, "Rename…")
    assert "The code **lumen** stays" in said(pages)
    pages.text_input[0].set_value("  Lumen *& Co* ")
    press(pages, "Save the name")

    assert lumen(feeding) == replace(before, name="Lumen *& Co*")
    assert "is called **Lumen *& Co*** from now on" in texts(pages)
    assert f"Called {before.name} until" in said(pages)
    assert "user admin" in said(pages)
    assert "Save the name" not in labels(pages)


@pytest.mark.parametrize("name", ["  ", "Lu\u202emen", "Lu\u2028men", "\u200b"])
def test_partner_without_a_name_to_be_seen_is_not_renamed(
    pages: AppTest, feeding: Feeding, name: str
) -> None:
    show(pages, "partners.py", partner="lumen")
    before = lumen(feeding)

    press(pages, "Rename…")
    pages.text_input[0].set_value(name)
    press(pages, "Save the name")

    assert lumen(feeding) == before
    assert "The name has 1 to 200 characters in one line" in texts(pages)
    assert "Nothing was written." in texts(pages)
    press(pages, "Leave it as it is")
    assert "Save the name" not in labels(pages)


def test_partner_that_is_not_there_is_named(pages: AppTest) -> None:
    show(pages, "partners.py", partner="nobody")

    assert "there is no partner 'nobody'" in texts(pages).lower()


def test_profile_is_previewed_on_the_last_feed_before_it_is_saved(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.load(SPANISH)
    show(pages, "partners.py", partner="lumen")
    assert "This file cannot be loaded as it is" in texts(pages)

    for label, value in (
        ("SKU", "IdProd"),
        ("Product name", "Artículo"),
        ("Price", "Precio"),
        ("Decimal mark", ","),
        ("Availability", "Disponible"),
        ("Sí", "in_stock"),
    ):
        choose(pages, label, value)

    assert "all 2 records can be loaded" in texts(pages)
    assert [row["Price"] for row in table(pages, "Price")] == [
        "1.234 → 1,234.00 USD",
        "19,90 → 19.90 USD",
    ]
    effects = {row["What"]: row for row in table(pages, "With your changes")}
    assert effects["Records looked at"]["In force"] == "cannot be read"
    assert effects["Would be inserted"]["With your changes"] == "2"
    assert lumen(feeding).profile_version == 1

    press(pages, SAVE)

    assert lumen(feeding).profile["fields"]["price"] == "Precio"
    assert "Version 2 of the profile is saved" in texts(pages)
    versions = table(pages, "By")
    assert [(row["Version"], row["By"]) for row in versions] == [
        ("2", "user admin"),
        ("1", "not known"),
    ]
    pages.run()
    assert SAVE not in labels(pages)


def test_dropped_changes_are_gone_and_nothing_is_saved(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "partners.py", partner="lumen")
    choose(pages, "Decimal mark", ",")
    assert SAVE in labels(pages)

    press(pages, "Drop these changes")

    assert SAVE not in labels(pages)
    mark = next(box for box in pages.selectbox if box.label == "Decimal mark")
    assert mark.value == ""
    assert lumen(feeding).profile_version == 1


def test_another_file_takes_the_place_of_the_last_feed(pages: AppTest, feeding: Feeding) -> None:
    load_products(feeding, 3)
    show(pages, "partners.py", partner="lumen")
    choose(pages, "Decimal mark", ",")

    pages.file_uploader[0].upload("other.csv", SPANISH.encode())
    pages.run()

    assert not pages.exception
    assert "Previewed on other.csv, read as a full feed." in said(pages)
    sku = next(box for box in pages.selectbox if box.label == "SKU")
    assert "IdProd" in sku.options
    # what was edited before stays
    assert {row["Entry"] for row in table(pages, "Entry")} == {"decimal_mark"}


def test_profile_without_a_file_is_edited_by_names(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "partners.py", partner="lumen")
    assert "No feed of this partner is kept" in texts(pages)

    next(box for box in pages.text_input if box.label == "SKU").set_value("Nr").run()
    next(box for box in pages.text_input if box.label == "Divide prices by").set_value("100").run()
    press(pages, SAVE)

    profile = lumen(feeding).profile
    assert (profile["fields"], profile["price_divisor"]) == ({"sku": "Nr"}, 100)


def test_profile_that_cannot_be_so_is_not_saved(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "partners.py", partner="lumen")

    box = next(box for box in pages.text_input if box.label == "Divide prices by")
    box.set_value("none").run()

    assert "The profile cannot be so" in texts(pages)
    assert SAVE not in labels(pages)
    assert lumen(feeding).profile_version == 1


def test_file_without_a_header_line_is_read_by_the_names_given(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.load("1,Lamp,9.00\n2,Rug,12.00\n")
    show(pages, "partners.py", partner="lumen")

    next(box for box in pages.checkbox if "first line" in box.label).uncheck().run()
    pages.text_area[0].set_value("sku\nproduct_name\nprice").run()

    assert not pages.exception
    assert "all 2 records can be loaded" in texts(pages)
    press(pages, SAVE)
    assert lumen(feeding).profile["file"]["columns"] == ["sku", "product_name", "price"]


def test_guards_say_which_of_the_last_feeds_they_would_have_held(
    pages: AppTest, feeding: Feeding
) -> None:
    load_products(feeding, 40)
    load_products(feeding, 25)
    show(pages, "partners.py", partner="lumen")
    assert "None of the last 2 feeds would have been held; 0 were." in said(pages)

    set_number(pages, "Products deactivated: more than (%)", 30)

    assert "Of the last 2 feeds 1 feed would have been held; 0 were." in said(pages)
    assert "would have held 1; those in force would hold 0" in said(pages)
    newest, oldest = table(pages, "Would be held by")
    assert "15 of 40 active products; more than 30 %" in str(newest["Would be held by"])
    assert oldest["Would be held by"] == "nothing"
    press(pages, SAVE)
    assert lumen(feeding).profile["guards"]["mass_deactivation"] == 0.3


@pytest.mark.parametrize("percent", [100.0, 0.0, 33.3333])
def test_guard_that_is_only_looked_at_stays_as_it_is(
    pages: AppTest, feeding: Feeding, percent: float
) -> None:
    share = round(percent / 100, 6)
    feeding.profile(guards={"price_moves": share})
    show(pages, "partners.py", partner="lumen")

    assert SAVE not in labels(pages)
    box = next(box for box in pages.number_input if box.label.startswith("Prices moved"))
    assert box.value == percent


def test_older_version_is_saved_again_as_the_next_one(pages: AppTest, feeding: Feeding) -> None:
    for divisor in (100, 1000):
        profile = Profile.model_validate({"price_divisor": divisor, "fields": {"sku": "Nr"}})
        save_profile(feeding.database, "lumen", profile, "user:anna")
    show(pages, "partners.py", partner="lumen")
    (difference,) = table(pages, "Version 2")
    assert difference == {"Entry": "price_divisor", "Version 2": "100", "Version 3": "1000"}

    press(pages, "Take version 2 into the editor")

    assert "An older version is in the editor; version 3 is in force." in texts(pages)
    (change,) = table(pages, "Before")
    assert change == {"Entry": "price_divisor", "Before": "1000", "After": "100"}
    assert lumen(feeding).profile_version == 3
    press(pages, SAVE)
    assert (lumen(feeding).profile_version, lumen(feeding).profile["price_divisor"]) == (4, 100)
    assert "is in the editor" not in texts(pages)
