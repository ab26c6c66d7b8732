"""Whether the process is up, and whether everything it needs works; for everybody."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.answers import open_problems
from api.problems import RequestProblem
from api.services import ApiServices, Services

router = APIRouter(tags=["health"])


class HealthAnswer(BaseModel):
    """The process is up."""

    status: Literal["up"] = "up"


class FeedsTaken(BaseModel):
    """Whether new feeds are taken; while they are not, orders and reading go on."""

    accepted: bool
    code: str | None = Field(None, examples=["server/disk_full"])
    detail: str | None = Field(None, description="Why new feeds are refused.")


class ReadyAnswer(BaseModel):
    """Every part works."""

    status: Literal["ready"] = "ready"
    checks: dict[str, Literal["ok"]]
    feeds: FeedsTaken


@router.get("/health", responses=open_problems())
async def read_health() -> HealthAnswer:
    """Answer, without asking any part."""
    return HealthAnswer()


@router.get("/ready", responses=open_problems("server/not_ready"))
def read_readiness(services: Services) -> ReadyAnswer:
    """
    Answer whether every part works: database, store, scheduler.

    A disk that is short of room refuses feeds alone: `feeds` says so, and the server stays ready.
    """
    failing = [name for name, works in services.readiness.items() if not works()]
    if failing:
        raise RequestProblem(
            "server/not_ready",
            f"{', '.join(failing)} does not work",
            errors=[{"check": name} for name in failing],
            headers={"Retry-After": "5"},
        )
    return ReadyAnswer(checks=dict.fromkeys(services.readiness, "ok"), feeds=_feeds(services))


def _feeds(services: ApiServices) -> FeedsTaken:
    refusal = services.ingestion.spool.guard.refusal()
    if refusal is None:
        return FeedsTaken(accepted=True)
    return FeedsTaken(accepted=False, code=refusal.code, detail=str(refusal))
