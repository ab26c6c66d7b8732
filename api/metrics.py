"""What Prometheus scrapes: for the host itself, and for holders of an administrator's key."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers import Answers, problems
from api.callers import identify, out_of_scope
from api.services import Services

router = APIRouter(tags=["health"])
CONTENT_TYPE = "text/plain; version=1.0.0; charset=utf-8"
LOOPBACK = {"127.0.0.1", "::1"}
# whoever passes a request on from elsewhere says so in one of these
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
SHOWN: Answers = {
    200: {
        "description": "The metrics in the text format of Prometheus.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/metrics",
    responses=SHOWN | problems(),
    response_class=Response,
    openapi_extra={"security": [{"Bearer": []}, {"Key": []}]},
)
async def read_metrics(request: Request, services: Services) -> Response:
    """Return the metrics; a request from another host, or through a proxy, needs `admin`."""
    if not _is_local(request):
        key = await identify(request)
        if "admin" not in key.scopes or key.partner_id is not None:
            raise out_of_scope("this needs an admin key that is bound to no partner", "admin")
    shown = await run_in_threadpool(services.meters.show)
    return Response(shown, media_type=CONTENT_TYPE)


def _is_local(request: Request) -> bool:
    is_passed_on = any(name in request.headers for name in PASSED_ON)
    return request.client is not None and request.client.host in LOOPBACK and not is_passed_on
