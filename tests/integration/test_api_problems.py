"""Every error is a problem, every answer has its id, and nothing of the inside gets out."""

import logging
import uuid

import pytest

from catalog.errors import FeedledgerError, NotFound, RejectedInput, TryAgain, WrongState
from tests.api import Client


@pytest.mark.parametrize("sent", ["abc-123", "A.b_c:d/e+f=", "x" * 128])
def test_sound_request_id_is_kept(client: Client, sent: str) -> None:
    for path in ("/api/health", "/api/v1/partners", "/api/v1/partners/x", "/api/nowhere"):
        assert client.get(path, headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "x" * 129, "a b", 'a"b', "a\tb", b"\xe9", "<script>"])
def test_unsound_request_id_is_replaced(client: Client, sent: str | bytes) -> None:
    answer = client.get("/api/health", headers={"X-Request-ID": sent})

    assert uuid.UUID(answer.headers["X-Request-ID"])


@pytest.mark.parametrize(
    "path", ["/api/nowhere", "/api/v1", "/api/v1/", "/api/v1/feeds/", "/api/v2/feeds", "/api/v1//"]
)
def test_unknown_address_is_a_problem(client: Client, path: str) -> None:
    missing = client.get(path)

    assert (missing.status_code, missing.json()["code"]) == (404, "request/not_found")
    assert path in missing.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/feeds", "GET, POST"),
        ("POST", "/api/v1/products", "GET"),
        ("PUT", "/api/v1/partners/x", "GET, PATCH"),
        ("POST", "/api/health", "GET"),
    ],
)
def test_wrong_method_is_told_the_right_ones(
    client: Client, method: str, path: str, allowed: str
) -> None:
    refused = client.send(method, path)

    assert (refused.status_code, refused.json()["code"]) == (405, "request/method")
    assert refused.headers["Allow"] == allowed


class _Broken:
    """Services that fail when they are asked for anything."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def cursor(self) -> None:
        raise self._error

    def row(self, *_asked: object) -> None:
        raise self._error


def test_unexpected_error_tells_the_log_and_not_the_caller(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.replace(database=_Broken(RuntimeError("the secret of the inside")))

    with caplog.at_level(logging.ERROR):
        failed = client.get("/api/v1/products/1", headers={"X-Request-ID": "find-me"})

    assert (failed.status_code, failed.json()["code"]) == (500, "server/error")
    assert "secret" not in failed.text
    assert failed.headers["X-Request-ID"] == "find-me"
    assert "request find-me failed" in caplog.text
    assert "the secret of the inside" in caplog.text


class _Conflict(TryAgain):
    code = "server/write_conflict"


class _Late(TryAgain):
    code = "server/write_conflict"
    retry_after_s = 7


@pytest.mark.parametrize(("error", "after"), [(_Conflict("again"), "1"), (_Late("later"), "7")])
def test_error_that_may_pass_says_when_to_try_again(
    client: Client, error: TryAgain, after: str
) -> None:
    client.replace(database=_Broken(error))

    failed = client.get("/api/v1/products/1")

    assert (failed.status_code, failed.json()["code"]) == (503, "server/write_conflict")
    assert failed.headers["Retry-After"] == after


@pytest.mark.parametrize(
    ("branch", "status"),
    [(RejectedInput, 400), (NotFound, 404), (WrongState, 409), (TryAgain, 503)],
)
def test_error_without_a_row_in_the_table_goes_by_its_branch(
    client: Client, branch: type[FeedledgerError], status: int
) -> None:
    error = type("Odd", (branch,), {"code": "odd/odd"})("something odd")
    client.replace(database=_Broken(error))

    answer = client.send("GET", "/api/v1/products/1", declared=False)

    assert (answer.status_code, answer.json()["code"]) == (status, "odd/odd")
    assert answer.json()["detail"] == "Something odd."


def test_health_and_readiness_need_no_key(client: Client) -> None:
    assert client.get("/api/health", key=None).json() == {"status": "up"}
    ready = client.get("/api/ready", key=None)
    taken = {"accepted": True, "code": None, "detail": None}
    checks = {"database": "ok", "store": "ok"}
    assert ready.json() == {"status": "ready", "checks": checks, "feeds": taken}


def test_part_that_does_not_work_is_named(client: Client) -> None:
    client.replace(readiness={"database": lambda: True, "store": lambda: False})

    failed = client.get("/api/ready", key=None)

    assert (failed.status_code, failed.json()["code"]) == (503, "server/not_ready")
    assert failed.json()["errors"] == [{"check": "store"}]
    assert failed.headers["Retry-After"] == "5"


def test_every_type_of_a_problem_has_its_place_on_the_page(client: Client) -> None:
    problem = client.get("/api/v1/partners/nobody").json()

    page = client.get(problem["type"].partition("#")[0], key=None)

    assert page.headers["Content-Type"].startswith("text/html")
    assert 'id="partner/not_found"' in page.text


def test_document_is_served_whole(client: Client) -> None:
    served = client.get("/api/openapi.json", key=None).json()

    assert served["servers"] == [{"url": "/api"}]
    assert served["paths"] == client.document["paths"]


@pytest.mark.parametrize("sent", [b'{"\xff": 1}', b"9" * 5000], ids=["not UTF-8", "a huge number"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/orders"),
        ("POST", "/api/v1/orders/x/refund"),
        ("POST", "/api/v1/partners"),
        ("PUT", "/api/v1/partners/x/profile"),
    ],
)
def test_json_that_cannot_be_read_is_a_declared_problem(
    client: Client, method: str, path: str, sent: bytes
) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}

    refused = client.send(method, path, content=sent, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (400, "request/malformed")
