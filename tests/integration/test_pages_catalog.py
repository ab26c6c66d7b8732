"""The page Catalog on a real database, without a browser: what it finds, keeps and offers."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from catalog.database import Database
from catalog.saved_views import ViewNameTaken, ViewNotFound, Views, ViewToSave
from pages.plain_text import plain
from pages.services import services
from tests.feeding import Feeding
from tests.shown import labels, press, said, show, texts

SHELF = """\
id,title,price,quantity,brand,product_type
LAMP,Floor lamp,49.50,2,Ikaria,Home > Light
BULB,Light bulb,4.50,,Ikaria,Home > Light
RUG,Wool rug,120.00,5,Nomad,Home > Floor
"""


@pytest.fixture
def shelf(feeding: Feeding) -> Feeding:
    feeding.load(SHELF)
    return feeding


def addresses(pages: AppTest) -> list[str]:
    return [str(link.proto.url) for link in pages.get("link_button")]


@pytest.mark.usefixtures("shelf")
def test_products_that_the_filters_name_are_offered_as_files(pages: AppTest) -> None:
    show(pages, "catalog.py", q="lamp", availability="In stock", sort="Price, lowest first")

    sent = [parse_qs(urlsplit(address).query) for address in addresses(pages)]

    asked = {"q": ["lamp"], "availability": ["in_stock"], "active": ["True"], "sort": ["price"]}
    assert sent == [{**asked, "format": [form]} for form in ("csv", "parquet")]


def views(asked_by: str = "user:admin") -> Views:
    return Views(services().database, "catalog", asked_by)


def skus(pages: AppTest) -> list[str]:
    return [str(sku) for sku in pages.dataframe[0].value["SKU"]]


@pytest.mark.usefixtures("shelf")
def test_view_is_saved_opened_replaced_shared_and_deleted(pages: AppTest) -> None:
    show(pages, "catalog.py", brand="Ikaria", sort="Price, lowest first", from_price="5")
    pages.text_input(key="view_name").set_value(" Ours ").run()
    press(pages, "Save")
    (kept,) = views().all()
    asked = {"brand": "Ikaria", "sort": "price", "from_price": 5.0}
    assert (kept.name, kept.asked, kept.is_shared) == ("Ours", asked, False)
    assert views("user:other").all() == ()

    pages.text_input(key="q").set_value("rug").run()
    assert "The filters are others by now" in said(pages)
    assert "No product fits" in texts(pages)
    press(pages, "Ours")
    assert skus(pages) == ["LAMP"]
    assert pages.text_input(key="q").value == ""

    pages.number_input(key="from_price").set_value(None).run()
    assert "The filters are others by now" in said(pages)
    pages.checkbox(key="view_shared").check().run()
    press(pages, "Replace it")
    (kept,) = views("user:other").all()
    assert kept.asked == {"brand": "Ikaria", "sort": "price"}

    press(pages, "Delete…")
    assert "It is gone for everybody" in said(pages)
    press(pages, "Delete now")
    assert views().all() == ()
    assert skus(pages) == ["BULB", "LAMP"]


@pytest.mark.usefixtures("shelf")
def test_own_view_is_told_from_a_shared_one_of_its_name(pages: AppTest) -> None:
    theirs = views("user:other").save(ViewToSave(name="Ours", asked={"q": "rug"}, is_shared=True))
    views("user:other").save(ViewToSave(name="Elsewhere", asked={}), theirs.view_id)
    own = views().save(ViewToSave(name="Ours", asked={"q": "lamp"}))
    views("user:other").save(ViewToSave(name="ours", asked={}, is_shared=True), theirs.view_id)
    show(pages, "catalog.py", q="bulb")

    pages.text_input(key="view_name").set_value("Ours").run()
    assert "There is Ours already, only yours" in said(pages)
    press(pages, "Replace it")
    asked = {view.view_id: view.asked for view in views().all()}
    assert asked == {own.view_id: {"q": "bulb"}, theirs.view_id: {}}

    press(pages, "ours · shared by user\\:other")
    assert "There is ours already, shared by user:other" in said(pages)
    pages.text_input(key="q").set_value("rug").run()
    press(pages, "Replace it")
    asked = {view.view_id: view.asked for view in views().all()}
    assert asked == {own.view_id: {"q": "bulb"}, theirs.view_id: {"q": "rug"}}


@pytest.mark.usefixtures("shelf")
def test_link_opens_a_shared_view_as_it_is_now(pages: AppTest) -> None:
    kept = views("user:other").save(ViewToSave(name="X", asked={"q": "rug"}, is_shared=True))
    views("user:third").save(ViewToSave(name="X", asked={"q": "bulb"}), kept.view_id)

    show(pages, "catalog.py", view=kept.view_id)

    assert skus(pages) == ["BULB"]
    assert "view" not in pages.query_params


@pytest.mark.usefixtures("shelf")
def test_link_to_somebody_elses_own_view_opens_nothing(pages: AppTest) -> None:
    own = views("user:other").save(ViewToSave(name="X", asked={"q": "rug"}))

    show(pages, "catalog.py", view=own.view_id)

    assert "There is no saved view" in texts(pages)
    assert len(skus(pages)) == 3


def test_view_of_another_is_neither_read_changed_nor_deleted(database: Database) -> None:
    own = Views(database, "catalog", "user:ann").save(ViewToSave(name="X", asked={}))
    of_bob, elsewhere = Views(database, "catalog", "user:bob"), Views(database, "x", "user:ann")

    for stranger in (of_bob, elsewhere):
        with pytest.raises(ViewNotFound):
            stranger.save(ViewToSave(name="Y", asked={"q": "z"}), own.view_id)
        with pytest.raises(ViewNotFound):
            stranger.delete(own.view_id)
    with pytest.raises(ViewNotFound):
        of_bob.get("no id")

    assert Views(database, "catalog", "user:ann").all() == (own,)
    assert of_bob.save(ViewToSave(name="x", asked={})).owner == "user:bob"
    with pytest.raises(ViewNameTaken):
        Views(database, "catalog", "user:ann").save(ViewToSave(name="x", asked={}))


@pytest.mark.usefixtures("shelf")
def test_click_on_a_count_becomes_a_filter(pages: AppTest) -> None:
    show(pages, "catalog.py")
    pages.toggle(key="counts").set_value(True).run()
    assert "3 products" in said(pages)

    press(pages, "Nomad · 1")

    assert skus(pages) == ["RUG"]
    assert pages.text_input(key="brand").value == "Nomad"


def test_categories_are_drilled_down_level_by_level_and_back(
    feeding: Feeding, pages: AppTest
) -> None:
    feeding.load(SHELF.replace("Home > Floor", "Home>Floor>Wool"))
    show(pages, "catalog.py")
    pages.toggle(key="counts").set_value(True).run()

    press(pages, "Home · 3")
    press(pages, "Floor · 1")
    assert skus(pages) == ["RUG"]
    assert pages.text_input(key="category_path").value == "Home > Floor"
    press(pages, "← Home")

    assert set(skus(pages)) == {"LAMP", "BULB", "RUG"}
    press(pages, "← All categories")
    assert pages.text_input(key="category_path").value == ""


def test_click_on_an_open_issue_shows_its_products(feeding: Feeding, pages: AppTest) -> None:
    feeding.load("id,title,price,gtin\nLAMP,Lamp,15.00,123\nRUG,Rug,9.00,\n")
    show(pages, "catalog.py")
    pages.toggle(key="counts").set_value(True).run()

    press(pages, r"gtin\/invalid · 1")

    assert skus(pages) == ["LAMP"]
    assert pages.text_input(key="issue").value == "gtin/invalid"


@pytest.mark.usefixtures("shelf")
def test_filters_that_are_folded_away_are_said_and_can_be_dropped(pages: AppTest) -> None:
    show(pages, "catalog.py", category_path="Home > Light", brand="Ikaria", to_price="9.5")
    assert skus(pages) == ["BULB"]

    press(pages, f"Highest price: {plain('9.5')} ✕")
    assert skus(pages) == ["LAMP", "BULB"]
    press(pages, f"Category path: {plain('Home > Light')} ✕")
    press(pages, "Brand: Ikaria ✕")

    assert skus(pages) == ["LAMP", "BULB", "RUG"]
    assert not [label for label in labels(pages) if label.endswith("✕")]
