"""The page SQL on a real published file, without a browser; each question has a real process."""

from streamlit.testing.v1 import AppTest

from pages.query_editor import QUESTION, TEXT
from pages.services import services
from tests.publishing import Publishing
from tests.shown import press, said, show

FEED = "sku,product_name,price\nA,Lamp,1.50\nB,Rug,2\n"
USER = "user:admin"


def publish(pages: AppTest) -> None:
    folder = services().settings.data_dir
    Publishing(services().database, folder).publish()
    show(pages, "sql.py")


def ask(pages: AppTest, sql: str) -> None:
    """Write the statement, run it, and look at the page once it is answered."""
    pages.text_area(key=TEXT).set_value(sql).run()
    press(pages, "Run")
    assert pages.session_state[QUESTION].wait(60)
    pages.run()
    assert not pages.exception


def rows_of(pages: AppTest) -> list[list[object]]:
    return list(pages.dataframe[0].value.to_numpy().tolist())


def test_question_is_answered_with_what_it_is(pages: AppTest) -> None:
    publish(pages)

    ask(pages, "select 41 + 1 as n, 'Lamp' as name")

    assert rows_of(pages) == [[42, "Lamp"]]
    assert "1 row** in" in said(pages)
    assert "The file shows all tables as of" in said(pages)
