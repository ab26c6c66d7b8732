"""Whether the process is up, and whether everything it needs works; for everybody."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.answers import open_problems
from api.problems import RequestProblem
from api.services import Services

router = APIRouter(tags=["health"])


class HealthAnswer(BaseModel):
    """The process is up."""

    status: Literal["up"] = "up"


class ReadyAnswer(BaseModel):
    """Every part works."""

    status: Literal["ready"] = "ready"
    checks: dict[str, Literal["ok"]]


@router.get("/health", responses=open_problems())
async def read_health() -> HealthAnswer:
    """Answer, without asking any part."""
    return HealthAnswer()


@router.get("/ready", responses=open_problems("server/not_ready"))
def read_readiness(services: Services) -> ReadyAnswer:
    """Answer whether every part works: database, store, scheduler."""
    failing = [name for name, works in services.readiness.items() if not works()]
    if failing:
        raise RequestProblem(
            "server/not_ready",
            f"{', '.join(failing)} does not work",
            errors=[{"check": name} for name in failing],
            headers={"Retry-After": "5"},
        )
    return ReadyAnswer(checks=dict.fromkeys(services.readiness, "ok"))
