"""The OpenAPI document and the guide say everything that the API can answer."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.codes import BY_CODE, KINDS
from api.problem_kind import ProblemKind
from api.problems import MEDIA_TYPE
from catalog.errors import FeedledgerError
from tests.api import api_document

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "api.md"
ROOMS = ("accounts", "analytics", "api", "catalog", "ingestion", "jobs", "orders")
OPEN = {"/health", "/ready"}
ALWAYS = {"401", "403", "422", "429", "500", "503"}

GUIDES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
COMMANDS = [
    command.replace("\\\n", " ")
    for guide in GUIDES
    for command in re.findall(
        r"^curl (?:.*\\\n)*.*", guide.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
]

Operation = dict[str, Any]
OPERATIONS: list[tuple[str, Operation]] = [
    (path, operation)
    for path, operations in api_document()["paths"].items()
    for operation in operations.values()
]


def raised_errors(branch: type[FeedledgerError]) -> Iterator[type[FeedledgerError]]:
    for error in branch.__subclasses__():
        if error.__module__.partition(".")[0] in ROOMS:
            yield error
        yield from raised_errors(error)


@pytest.fixture(scope="module")
def errors() -> list[type[FeedledgerError]]:
    """Import every module and return every error class there is."""
    for room in ROOMS:
        for module in (ROOT / room).glob("[!_]*.py"):
            importlib.import_module(f"{room}.{module.stem}")
    return list(raised_errors(FeedledgerError))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_guide_has_each_answer_with_its_status_and_remedy(kind: ProblemKind) -> None:
    row = f"| `{kind.code}` | {kind.status} | {kind.title}. {kind.remedy} |"

    assert row in GUIDE.read_text(encoding="utf-8").splitlines()


def test_guide_has_each_code_that_our_code_can_raise(errors: list[type[FeedledgerError]]) -> None:
    guide = GUIDE.read_text(encoding="utf-8")

    assert {error.code for error in errors if f"`{error.code}`" not in guide} == set()


def test_no_code_stands_twice_in_the_table() -> None:
    assert len(BY_CODE) == len(KINDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_a_guide_is_one_that_the_api_knows(command: str) -> None:
    (path,) = re.findall(r"(?:\$API|/api/v1)(/[^\s\"?]+)", command)
    sends = re.search(r" (-d|--data-binary) ", command)
    # a file that curl uploads by -T goes as PUT, unless the method is named
    default = "PUT" if " -T " in command else "POST" if sends else "GET"
    named = re.search(r"-X (\w+)", command)
    method = named[1] if named else default

    known = {
        method.upper()
        for route, operations in api_document()["paths"].items()
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", route), f"/v1{path}")
        for method in operations
    }
    assert method in known


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_operation_declares_its_answers(path: str, operation: Operation) -> None:
    answers = operation["responses"]

    assert operation["summary"]
    assert operation["description"]
    assert set(answers) >= ({"500"} if path in OPEN else ALWAYS)
    assert any(status.startswith("2") for status in answers)
    for status, answer in answers.items():
        assert "X-Request-ID" in answer["headers"]
        if status >= "400":
            assert list(answer["content"]) == [MEDIA_TYPE]
            assert answer["content"][MEDIA_TYPE]["examples"]


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_operation_names_its_keys(path: str, operation: Operation) -> None:
    named = [name for entry in operation.get("security", []) for name in entry]

    assert named == ([] if path in OPEN else ["Bearer", "Key"])


def test_every_reference_of_the_document_leads_somewhere() -> None:
    document = api_document()

    names = re.findall(r"'#/components/schemas/([^']+)'", str(document))

    assert set(names) <= set(document["components"]["schemas"])


@pytest.mark.parametrize("path", [path for path in api_document()["paths"] if "/v1/" in path])
def test_guide_names_every_address(path: str) -> None:
    assert f"`/api{path}`" in GUIDE.read_text(encoding="utf-8")
