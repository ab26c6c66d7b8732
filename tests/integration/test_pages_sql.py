"""The page SQL on a real published file, without a browser; each question has a real process."""

import pytest
from streamlit.testing.v1 import AppTest

from analytics.query_history import list_questions
from analytics.saved_queries import QueryToSave, get_saved, list_saved, save_query
from pages.query_editor import QUESTION, TEXT
from pages.query_examples import read_examples
from pages.services import services
from tests.publishing import Publishing
from tests.shop import Shop, ask
from tests.shown import labels, press, said, show, texts

USER = "user:admin"
LONG = "select sum(hash(a.range, b.range)) from range(1e7::int) a, range(1e7::int) b"


@pytest.fixture
def page(pages: AppTest) -> AppTest:
    """Lend the page, once an order is in the published file."""
    database = services().database
    shop = Shop(database)
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=2))
    Publishing(database, services().settings.data_dir).publish()
    return show(pages, "sql.py")


def put(page: AppTest, sql: str) -> None:
    """Write the statement, run it, and look at the page once it is answered."""
    page.text_area(key=TEXT).set_value(sql).run()
    press(page, "Run")
    assert page.session_state[QUESTION].last.wait(60)
    page.run()
    assert not page.exception


def rows_of(page: AppTest) -> list[list[object]]:
    return list(page.dataframe[0].value.to_numpy().tolist())


def test_question_is_answered_with_what_it_is(page: AppTest) -> None:
    put(page, "select sku, quantity from order_items")

    assert rows_of(page) == [["LAMP", 2]]
    assert "1 row** in" in said(page)
    assert "The file shows all tables as of" in said(page)


def test_error_shows_its_line_and_no_path(page: AppTest) -> None:
    put(page, "select sku,\n  nope\nfrom products")

    (shown,) = page.code
    assert "LINE 2:   nope" in shown.value
    assert "^^^^" in shown.value
    assert str(services().settings.data_dir) not in shown.value


def test_answer_of_every_type_is_shown(page: AppTest) -> None:
    put(page, "select * from test_all_types(), (select 1 as same), (select 2 as same)")

    assert len(rows_of(page)) == 3


def test_running_question_is_cancelled(page: AppTest) -> None:
    page.text_area(key=TEXT).set_value(LONG).run()
    press(page, "Run")
    assert "Cancel" in labels(page)

    press(page, "Cancel")
    assert page.session_state[QUESTION].last.wait(60)
    page.run()

    assert "stopped by hand" in texts(page)
    assert "Cancel" not in labels(page)
    assert list_questions(services().database, USER)[0].error_code == "query/cancelled"


def test_saved_query_is_replaced_renamed_and_deleted_after_saying_so(page: AppTest) -> None:
    page.text_area(key=TEXT).set_value("select 1 as a").run()
    page.text_input(key="sql_name").set_value("Mine").run()
    press(page, "Save")
    page.text_area(key=TEXT).set_value("select 2 as a").run()
    assert "its statement and chart are replaced" in said(page)
    press(page, "Replace it")
    (kept,) = list_saved(services().database, USER)
    assert (kept.sql, kept.is_shared) == ("select 2 as a", False)

    page.text_input(key="sql_name").set_value("Ours").run()
    page.checkbox(key="sql_shared").check().run()
    press(page, "Rename the open one")
    kept = get_saved(services().database, kept.query_id, "user:other")
    assert (kept.name, kept.sql) == ("Ours", "select 2 as a")

    press(page, "Delete…")
    assert "It is gone for everybody" in said(page)
    press(page, "Delete now")
    assert list_saved(services().database, USER) == ()


def test_own_query_is_told_from_a_shared_one_of_its_name(page: AppTest) -> None:
    database = services().database
    own = save_query(database, QueryToSave(name="Ours", sql="select 1 as a"), USER)
    shared = QueryToSave(name="ours", sql="select 2 as a", is_shared=True)
    theirs = save_query(database, shared, "user:other")
    page.text_area(key=TEXT).set_value("select 3 as a").run()

    page.text_input(key="sql_name").set_value("Ours").run()
    assert "There is Ours already, only yours" in said(page)
    press(page, "Replace it")
    assert get_saved(database, own.query_id, USER).sql == "select 3 as a"

    press(page, "ours · shared by user\\:other")
    assert "There is ours already, shared by" in said(page)
    page.text_area(key=TEXT).set_value("select 4 as a").run()
    press(page, "Replace it")
    kept = {query.query_id: query.sql for query in list_saved(database, USER)}
    assert kept == {own.query_id: "select 3 as a", theirs.query_id: "select 4 as a"}


def test_link_opens_a_shared_query_and_runs_it(page: AppTest) -> None:
    query = QueryToSave(name="Theirs", sql="select 7 as seven", is_shared=True)
    kept = save_query(services().database, query, "user:other")

    show(page, "sql.py", query=kept.query_id)
    assert page.session_state[QUESTION].last.wait(60)
    page.run()

    assert page.text_area(key=TEXT).value == "select 7 as seven"
    assert page.text_input(key="sql_name").value == "Theirs"
    assert page.checkbox(key="sql_shared").value
    assert rows_of(page) == [[7]]


def test_link_to_somebody_elses_own_query_opens_nothing(page: AppTest) -> None:
    own = save_query(services().database, QueryToSave(name="X", sql="select 1"), "user:other")

    show(page, "sql.py", query=own.query_id)

    assert "There is no saved query" in texts(page)
    assert page.text_area(key=TEXT).value != own.sql


def test_schema_says_what_columns_mean_and_writes_their_names(page: AppTest) -> None:
    page.text_input(key="sql_sought").set_value("order_refusals").run()
    assert "Why it could not be met, as a code." in said(page)

    press(page, "First rows")

    assert page.text_area(key=TEXT).value == "from order_refusals\nlimit 100"


def test_example_is_written_into_the_editor(page: AppTest) -> None:
    examples = read_examples()
    assert len(examples) == 20

    press(page, f"7. {examples[6].title}")

    assert page.text_area(key=TEXT).value == examples[6].sql


def test_page_before_the_first_file_says_so(pages: AppTest) -> None:
    show(pages, "sql.py")

    assert "query/not_published" in texts(pages)


def test_whole_result_is_made_where_more_is_found_than_shown(page: AppTest) -> None:
    put(page, "from range(10)")
    assert "Make whole CSV" not in labels(page)
    put(page, "from range(10001)")
    assert any("1,000,000 rows, 256 MiB" in each.value for each in page.caption)

    press(page, "Make whole CSV")
    assert page.session_state[QUESTION].last.wait(60)
    page.run()

    (link,) = (str(each.proto.url) for each in page.get("link_button"))
    kept = services().queries.files.find(link.removeprefix("/copies/answers/"), USER)
    assert b"".join(kept.file.pieces()).count(b"\n") == 10_002
    assert "10,001 rows** in" in said(page)
