"""API keys: made, changed and revoked by an administrator; a secret is told once."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from accounts.identities import ApiKey, KeyChange, NewKey, Scope
from accounts.keys import change_key, create_key, get_key, list_keys, revoke_key
from api.answers import problems
from api.callers import holder_of
from api.listing import PageAnswer, PageQuery
from api.routes import BoundedRoute
from api.services import Services
from catalog.partners import get_partner

router = APIRouter(route_class=BoundedRoute, prefix="/keys", tags=["keys"])
Administrator = Annotated[ApiKey, holder_of("admin")]
UNREADABLE = ("request/malformed", "request/too_large")


class KeyAnswer(BaseModel):
    """A key, without its secret."""

    key_id: str
    name: str
    scopes: list[Scope]
    partner: str | None = Field(description="The one partner that it sees and writes.")
    requests_per_minute: int | None = Field(description="Null: as many as it likes.")
    created_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """Return the key as the API shows it."""
        return cls.model_validate(shown(key))


class NewKeyAnswer(KeyAnswer):
    """A key just made, with its secret."""

    secret: str = Field(description="Send this with each request. It is not told again.")


def shown(key: ApiKey) -> dict[str, object]:
    """Return what of the key is shown, by name."""
    own = {name: getattr(key, name) for name in KeyAnswer.model_fields}
    return {**own, "scopes": sorted(key.scopes)}


@router.post("", status_code=201, responses=problems("partner/not_found", *UNREADABLE))
def add_key(
    services: Services, caller: Administrator, new: NewKey, response: Response
) -> NewKeyAnswer:
    """Make a key; a caller that is bound to a partner makes keys for that partner alone."""
    if caller.partner is not None:
        wanted = new.partner or caller.partner
        get_partner(services.database, wanted, caller.partner_id)
        new = new.model_copy(update={"partner": wanted})
    key, secret = create_key(services.accounts, new)
    response.headers["Location"] = f"/api/v1/keys/{key.key_id}"
    response.headers["Cache-Control"] = "no-store"
    return NewKeyAnswer.model_validate({**shown(key), "secret": secret})


@router.get("", responses=problems("request/cursor"))
def read_keys(
    services: Services, caller: Administrator, query: Annotated[PageQuery, Query()]
) -> PageAnswer[KeyAnswer]:
    """List keys, the newest first, revoked ones included."""
    page = list_keys(services.accounts, query.limit, query.cursor, caller.partner_id)
    return PageAnswer[KeyAnswer].of(page, KeyAnswer.of)


@router.get("/{key_id}", responses=problems("key/not_found"))
def read_key(services: Services, caller: Administrator, key_id: str) -> KeyAnswer:
    """Return one key."""
    return KeyAnswer.of(get_key(services.accounts, key_id, caller.partner_id))


@router.patch("/{key_id}", responses=problems("key/not_found", "key/revoked", *UNREADABLE))
def alter_key(
    services: Services, caller: Administrator, key_id: str, change: KeyChange
) -> KeyAnswer:
    """Change name, scopes or rate of a key; its secret and its partner stay."""
    key = get_key(services.accounts, key_id, caller.partner_id)
    return KeyAnswer.of(change_key(services.accounts, key, change))


@router.delete("/{key_id}", status_code=204, responses=problems("key/not_found"))
def end_key(services: Services, caller: Administrator, key_id: str) -> None:
    """Revoke a key: it is worth nothing from now on, and stays in the list."""
    key = get_key(services.accounts, key_id, caller.partner_id)
    revoke_key(services.accounts, key.key_id)
