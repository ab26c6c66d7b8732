"""Addresses that some reader might resolve: the API refuses them itself, before anything else."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.codes import BY_CODE
from api.problems import answer_problem
from api.request_ids import RequestIds

ROOT = "/api/"


class PathGuard:
    """
    Answers what the servers around the API would refuse in words of their own.

    It stands before them: their answers are no problems and carry no X-Request-ID.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._refuse = RequestIds(_refuse)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whatever is safe, or not the API's."""
        if scope["type"] == "http" and scope["path"].startswith(ROOT) and _climbs(scope["path"]):
            await self._refuse(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _climbs(path: str) -> bool:
    return "\0" in path or ".." in path.replace("\\", "/").split("/")


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    sentence = "an address holds no segment '..' and no NUL"
    answer = answer_problem(Request(scope), BY_CODE["request/path"], sentence)
    await answer(scope, receive, send)
