"""The API as its callers meet it: over ASGI, mounted, each answer held against its document."""

import asyncio
import re
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.routing import Mount

from accounts.accounts import Accounts
from accounts.gate import LoginGate
from accounts.identities import SCOPES, NewKey, Scope
from accounts.keys import create_key
from accounts.users import ensure_admin
from analytics.published_files import NAME
from analytics.query_desk import QueryDesk, Room
from analytics.questions import Limits
from analytics.reconciliation_desk import ReconciliationDesk
from api.application import create_api
from api.copies import create_copies
from api.services import ApiServices
from backups.desk import BackupDesk
from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.settings import Settings
from ingestion.alert_desk import AlertDesk
from ingestion.bench import Bench
from ingestion.delivery import Ingestion
from ingestion.folder_store import FolderStore
from ingestion.spool import Spool
from orders.desk import OrderDesk
from tests.doorway import PASSWORD, QUICK, Gate

MAX_FEED_BYTES = 64 * 1024
PROBLEM = "application/problem+json"


class Client:
    """
    Calls the API with a key, all scopes by default, and trusts no answer.

    Every answer must be one that the OpenAPI document declares for the route: its status, the
    code of a problem, the schema of a body.
    """

    def __init__(self, services: ApiServices) -> None:
        self.services = services
        self.app = Starlette(routes=[Mount("/api", create_api(lambda: self.services))])
        self.document = api_document()
        self.key = self.make_key(*SCOPES)

    def make_key(self, *scopes: Scope, **limits: Any) -> str:  # noqa: ANN401 - the fields of NewKey
        """Return the secret of a new key."""
        new = NewKey(name="test", scopes=frozenset(scopes), **limits)
        return create_key(self.services.accounts, new)[1]

    def replace(self, **services: Any) -> None:  # noqa: ANN401 - the fields of ApiServices
        """See that the next requests meet other services."""
        self.services = replace(self.services, **services)

    def get(self, path: str, **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        """Send a GET."""
        return self.send("GET", path, **sent)

    def post(self, path: str, **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        """Send a POST."""
        return self.send("POST", path, **sent)

    def send(
        self,
        method: str,
        path: str,
        key: str | None = "",
        *,
        declared: bool = True,
        **sent: Any,  # noqa: ANN401 - what httpx takes
    ) -> httpx.Response:
        """Send the request, with the client's own key unless one (or None) is given."""
        secret = self.key if key == "" else key
        headers = {**({"X-API-Key": secret} if secret else {}), **sent.pop("headers", {})}
        answer = asyncio.run(self._send(method, path, headers=headers, **sent))
        self._check(answer, self._operation(method, path) if declared else None)
        return answer

    async def _send(self, method: str, path: str, **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **sent)

    def _check(self, answer: httpx.Response, operation: dict[str, Any] | None) -> None:
        assert answer.headers["X-Request-ID"]
        declared = None
        if operation is not None:
            assert str(answer.status_code) in operation["responses"]
            declared = operation["responses"][str(answer.status_code)]
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            self._check_problem(answer, declared)
        elif declared is not None and answer.content:
            media_type = answer.headers["Content-Type"].partition(";")[0]
            self._check_schema(declared["content"][media_type]["schema"], answer)

    def _check_problem(self, answer: httpx.Response, declared: dict[str, Any] | None) -> None:
        assert answer.headers["Content-Type"] == PROBLEM
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["request_id"] == answer.headers["X-Request-ID"]
        assert problem["type"] == f"/api/docs/errors#{problem['code']}"
        if declared is not None:
            assert problem["code"] in declared["content"][PROBLEM]["examples"]
        self._check_schema({"$ref": "#/components/schemas/Problem"}, answer)

    def _check_schema(self, schema: dict[str, Any], answer: httpx.Response) -> None:
        if "json" in answer.headers["Content-Type"]:
            whole = {**schema, "components": self.document["components"]}
            Draft202012Validator(whole).validate(answer.json())

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        bare = path.partition("?")[0].removeprefix("/api")
        templates = sorted(self.document["paths"], key=lambda template: template.count("{"))
        for template in templates:
            pattern = re.sub(r"\\\{sku\\\}", ".*", re.escape(template))
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", pattern)
            operations: dict[str, Any] = self.document["paths"][template]
            if re.fullmatch(pattern, bare) and method.lower() in operations:
                found: dict[str, Any] = operations[method.lower()]
                return found
        return None


@cache
def api_document() -> dict[str, Any]:
    """Return the OpenAPI document, made once."""
    return create_api(_no_services).openapi()


def _no_services() -> ApiServices:
    raise NotImplementedError("the document needs no services")


@pytest.fixture
def api_services(database: Database, tmp_path: Path) -> Iterator[ApiServices]:
    """Wire the rooms as app.py does, but that no worker runs and feeds are small."""
    write_currencies(database)
    spool = Spool(tmp_path / "spool", MAX_FEED_BYTES)
    store = FolderStore(tmp_path / "landing")
    ingestion = Ingestion(database, store, spool, Bench(), utc_now, wake=lambda: None)
    settings = Settings(data_dir=tmp_path, backup_to=str(tmp_path / "backups"))
    services = ApiServices(
        database=database,
        accounts=Accounts(database),
        ingestion=ingestion,
        desk=OrderDesk(database),
        alerts=AlertDesk(database, "http://test"),
        backups=BackupDesk.of(ingestion, settings),
        reconciliations=ReconciliationDesk.of(database, settings, lambda: None, utc_now),
        queries=QueryDesk(database, tmp_path / NAME, Limits(), Room()),
        zone=ZoneInfo("UTC"),
        readiness={"database": lambda: True, "store": lambda: True},
    )
    yield services
    services.queries.close()


@pytest.fixture
def client(api_services: ApiServices) -> Client:
    """Lend a client with all scopes."""
    return Client(api_services)


@pytest.fixture
def gate(api_services: ApiServices, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Lend the gate with the copies behind it, as app.py mounts them."""
    monkeypatch.setattr("accounts.passwords.HASHER", QUICK)
    accounts = api_services.accounts
    ensure_admin(accounts, PASSWORD, api_services.ingestion.spool.folder / "first.txt")
    gate = Gate(accounts)
    app = Starlette(routes=[Mount("/copies", create_copies(lambda: api_services))])
    gate.asgi = LoginGate(app, lambda: accounts)
    return gate


def hang_up(client: Client, path: str, chunks: list[bytes], headers: dict[str, str]) -> None:
    """Send a POST whose sender goes away after these chunks."""
    url = httpx.URL(path)
    sent = {"X-API-Key": client.key, **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": url.path,
        "raw_path": url.raw_path,
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "server": ("test", 80),
        "client": ("127.0.0.1", 1),
    }
    messages = iter(
        [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    )

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def send(_message: MutableMapping[str, Any]) -> None:
        """Nobody listens any more."""

    asyncio.run(client.app(scope, receive, send))


def count_rows(database: Database) -> dict[str, int]:
    """Return how many rows each table has, to show that nothing was written."""
    tables = database.rows("select table_name as name from duckdb_tables() order by name")
    counted = {}
    for name in [table["name"] for table in tables]:
        relation = database.rows(f'select count(*) as rows from "{name}"')  # noqa: S608 - our own tables
        counted[name] = relation[0]["rows"]
    return counted
