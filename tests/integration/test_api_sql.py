"""Questions in SQL over HTTP: for keys of everything, each within its bounds."""

import io
from pathlib import Path

import pyarrow as pa
import pytest

from catalog.partners import NewPartner, create_partner
from tests.api import Client
from tests.publishing import Publishing
from tests.shop import Shop, ask

SQL = "/api/v1/analytics/sql"
SOLD = "select sku, quantity, line_total, ordered_at from order_items"


@pytest.fixture
def published(client: Client, tmp_path: Path) -> Publishing:
    """Lend the publisher of the client's database, with an order in its file."""
    publishing = Publishing(client.services.database, tmp_path)
    shop = Shop(client.services.database)
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=2))
    publishing.publish()
    return publishing


@pytest.mark.usefixtures("published")
def test_question_is_answered_with_exact_amounts(client: Client) -> None:
    answer = client.post(SQL, json={"sql": SOLD}).json()

    assert [column["name"] for column in answer["columns"]] == SOLD[7:44].split(", ")
    (row,) = answer["rows"]
    assert row[:3] == ["LAMP", 2, "20.0000"]
    assert row[3].endswith("+00:00")
    assert not answer["is_cut"]
    assert answer["reporting_timezone"] == "UTC"


@pytest.mark.usefixtures("published")
def test_rows_are_to_be_had_as_csv_and_arrow(client: Client) -> None:
    text = client.post(SQL, params={"format": "csv"}, json={"sql": "select 1 as n, [2] as l"}).text
    sent = client.post(SQL, params={"format": "arrow"}, json={"sql": SOLD}).content

    assert text.splitlines()[0] == '"n","l"'
    table = pa.ipc.open_stream(io.BytesIO(sent)).read_all()
    assert table.column("sku").to_pylist() == ["LAMP"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("form", ["json", "csv", "arrow"])
def test_all_types_are_answered(client: Client, form: str) -> None:
    answer = client.post(SQL, params={"format": form}, json={"sql": "from test_all_types()"})

    assert answer.status_code == 200


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("sql", "status", "code"),
    [
        ("delete from orders", 400, "query/refused"),
        ("select nope", 400, "query/failed"),
        ("select repeat('x', 20000000)", 400, "query/too_large"),
    ],
)
def test_question_that_cannot_be_answered_is_a_problem(
    client: Client, sql: str, status: int, code: str
) -> None:
    answer = client.post(SQL, json={"sql": sql})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_question_before_the_first_file_is_told_so(client: Client) -> None:
    answer = client.post(SQL, json={"sql": "select 1"})

    assert (answer.status_code, answer.json()["code"]) == (404, "query/not_published")


@pytest.mark.usefixtures("published")
def test_key_of_one_partner_is_refused(client: Client) -> None:
    create_partner(client.services.database, NewPartner(code="other", name="Other"))
    bound = client.make_key("analytics:read", partner="other")

    answer = client.post(SQL, key=bound, json={"sql": "from orders"})

    assert (answer.status_code, answer.json()["code"]) == (403, "auth/scope")


@pytest.mark.usefixtures("published")
def test_question_beside_another_of_the_key_is_refused_for_now(client: Client) -> None:
    queries = client.services.queries
    running = queries.ask(
        "select sum(hash(a.range, b.range)) from range(1e7::int) a, range(1e7::int) b",
        f"key:{client_key_id(client)}",
    )

    answer = client.post(SQL, json={"sql": "select 1"})

    running.cancel()
    assert running.wait(60)
    assert (answer.status_code, answer.json()["code"]) == (503, "query/busy")
    assert int(answer.headers["Retry-After"]) > 0


def client_key_id(client: Client) -> str:
    items = client.get("/api/v1/keys").json()["items"]
    return str(items[0]["key_id"])
