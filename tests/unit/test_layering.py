"""app → {pages, api} → {ingestion, orders, analytics, accounts} → jobs → catalog, and no way up."""

import pytest

from tests.layering import LEVELS, violations
from tests.sources import PACKAGES, ROOT_MODULES, name_of, product_files, python_files


def test_every_import_keeps_to_the_layering() -> None:
    found = [
        sentence
        for path in product_files()
        for sentence in violations(name_of(path), path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_source_file_has_a_place_in_the_layering() -> None:
    known = {*PACKAGES, "tests", "benchmarks", *(f"{name}.py" for name in ROOT_MODULES)}

    assert {name_of(path).split("/")[0] for path in python_files()} <= known
    assert set(LEVELS) == {*PACKAGES, *ROOT_MODULES}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("catalog/products.py", "import jobs"),
        ("catalog/products.py", "from jobs.queue import enqueue"),
        ("jobs/runner.py", "import orders.desk as desk"),
        ("ingestion/feeds.py", "from orders.desk import place_order"),
        ("orders/desk.py", "from analytics import revenue"),
        ("accounts/gate.py", "import ingestion"),
        ("api/orders.py", "from pages.order import show"),
        ("pages/order.py", "from api import create_api"),
        ("api/orders.py", "from app import services"),
        ("pages/order.py", "def show():\n    import app"),
        ("pages/order.py", "from wiring import Feedledger"),
        ("demo.py", "import wiring"),
        ("rounds.py", "from wiring import Feedledger"),
        ("jobs/runner.py", "if TYPE_CHECKING:\n    from ingestion.feeds import Feed"),
        ("jobs/runner.py", "from ..orders import desk"),
        ("jobs/runner.py", "from .. import orders"),
    ],
)
def test_import_of_a_sibling_or_a_higher_floor_is_found(path: str, source: str) -> None:
    assert len(violations(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("orders/desk.py", "import streamlit as st"),
        ("api/orders.py", "from streamlit.web import cli"),
        ("accounts/gate.py", "from fastapi import FastAPI"),
        ("pages/order.py", "import fastapi.responses"),
        ("ingestion/folder_store.py", "import boto3"),
        ("app.py", "from botocore.exceptions import ClientError"),
        ("app.py", "from apscheduler.schedulers.background import BackgroundScheduler"),
        ("analytics/revenue.py", "from tests.sources import ROOT"),
    ],
)
def test_library_away_from_home_is_found(path: str, source: str) -> None:
    assert len(violations(path, source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import duckdb\nduckdb.connect('x')",
        "import duckdb as d\nd.connect('x')",
        "from duckdb import connect",
        "import duckdb\nduckdb.sql('select 1')",
        "import duckdb\nopen_it = duckdb.connect",
    ],
)
def test_opening_a_database_outside_the_catalog_is_found(source: str) -> None:
    assert len(violations("analytics/revenue.py", source)) == 1
    assert violations("catalog/database.py", source) == []


@pytest.mark.parametrize(
    "source",
    [
        "import importlib",
        "from importlib import import_module",
        "import importlib.util",
        "desk = __import__('orders.desk')",
    ],
)
def test_dynamic_import_is_found(source: str) -> None:
    assert len(violations("app.py", source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app.py", "import streamlit, fastapi, api, pages, jobs, catalog"),
        ("pages/order.py", "import streamlit\nfrom orders.desk import place_order"),
        ("api/orders.py", "import fastapi\nfrom catalog.paging import Page"),
        ("ingestion/s3_store.py", "import boto3\nfrom botocore.config import Config"),
        ("ingestion/feeds.py", "from ingestion.store import ObjectStore\nfrom . import report"),
        (
            "jobs/runner.py",
            "import apscheduler\nimport duckdb\nfrom catalog.errors import TryAgain",
        ),
        ("orders/desk.py", "import duckdb\ncaught = duckdb.TransactionException"),
        ("app.py", "from importlib.metadata import version"),
    ],
)
def test_way_down_is_allowed(path: str, source: str) -> None:
    assert violations(path, source) == []
