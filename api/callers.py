"""Who calls: the API key of a request, and what its scopes allow."""

from typing import Annotated

from fastapi import Security
from fastapi.params import Depends
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from accounts.identities import ApiKey, Scope
from accounts.keys import check_rate, find_key
from api.problems import RequestProblem
from api.services import services_of

KEY_HEADER = "X-API-Key"
CHALLENGE = 'Bearer realm="feedledger"'
BEARER = HTTPBearer(
    auto_error=False, scheme_name="Bearer", description="An API key as bearer token."
)
HEADER = APIKeyHeader(
    name=KEY_HEADER, auto_error=False, scheme_name="Key", description="The same in a header."
)


async def identify(request: Request) -> ApiKey:
    """
    Return the key of the request, one request of its rate taken.

    Raises:
        RequestProblem: there is no key, or not that one.
        RateLimited: the key has used up its requests.
    """
    secret = _sent_secret(request)
    if not secret:
        raise RequestProblem(
            "auth/missing_key", "this address needs a key", headers={"WWW-Authenticate": CHALLENGE}
        )
    accounts = services_of(request).accounts
    key = await run_in_threadpool(find_key, accounts, secret)
    if key is None:
        challenge = f'{CHALLENGE}, error="invalid_token"'
        raise RequestProblem(
            "auth/invalid_key", "nobody has this key", headers={"WWW-Authenticate": challenge}
        )
    address = request.client.host if request.client else None
    accounts.uses.note(key.key_id, accounts.clock(), address)
    check_rate(accounts, key)
    return key


def holder_of(*scopes: Scope) -> Depends:
    """Return the dependency on a key with one of the scopes; the route has identified it."""

    async def require(
        request: Request,
        _bearer: Annotated[object, Security(BEARER)],
        _header: Annotated[object, Security(HEADER)],
    ) -> ApiKey:
        key: ApiKey = request.state.key
        if key.scopes.isdisjoint(scopes):
            raise out_of_scope(f"this needs the scope {' or '.join(scopes)}", *scopes)
        return key

    return Depends(require)


async def require_unbound(key: Annotated[ApiKey, holder_of("admin")]) -> ApiKey:
    """Return the key of an administrator of everything; those of one partner are refused."""
    if key.partner_id is not None:
        raise out_of_scope("this needs an admin key that is bound to no partner", "admin")
    return key


# who may do what concerns all partners, or reaches into the network of the host
UnboundAdministrator = Annotated[ApiKey, Depends(require_unbound)]


def out_of_scope(sentence: str, *scopes: Scope) -> RequestProblem:
    """Return the refusal of a key that may not do this (RFC 6750, section 3.1)."""
    challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(scopes)}"'
    return RequestProblem("auth/scope", sentence, headers={"WWW-Authenticate": challenge})


def _sent_secret(request: Request) -> str | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return secret.strip()
    return request.headers.get(KEY_HEADER)
