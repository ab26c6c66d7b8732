"""What the OpenAPI document says of answers: every status, and every code of a problem."""

from collections import defaultdict
from typing import Any

from api.codes import BY_CODE
from api.problems import MEDIA_TYPE

Answers = dict[int | str, dict[str, Any]]

ALWAYS = ("server/error",)
KEYED = (
    *("auth/missing_key", "auth/invalid_key", "auth/scope", "auth/rate_limited"),
    *("request/invalid", "server/write_conflict", "server/disk_full", "server/database_lost"),
    "server/error",
)


def problems(*codes: str) -> Answers:
    """Return the answers that a route for holders of a key gives besides its own."""
    return open_problems(*KEYED, *codes)


def open_problems(*codes: str) -> Answers:
    """Return the answers that a route for everybody gives besides its own."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys((*ALWAYS, *codes)):
        by_status[BY_CODE[code].status].append(code)
    return {status: _answer(codes) for status, codes in sorted(by_status.items())}


def _answer(codes: list[str]) -> dict[str, Any]:
    examples = {code: {"summary": BY_CODE[code].title, "value": {"code": code}} for code in codes}
    return {
        "description": "; ".join(f"`{code}`: {BY_CODE[code].title}" for code in codes),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": examples,
            }
        },
    }
