"""API keys: made, changed and revoked by an administrator; a secret is told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from accounts.identities import ApiKey, KeyChange, NewKey, Scope
from accounts.key_uses import KeyUse, read_uses
from accounts.keys import change_key, create_key, get_key, list_keys, revoke_key, rotate_key
from api.answers import problems
from api.callers import holder_of
from api.listing import PageAnswer, PageQuery
from api.routes import BoundedRoute
from api.services import ApiServices, Services
from catalog.partners import get_partner

router = APIRouter(route_class=BoundedRoute, prefix="/keys", tags=["keys"])
Administrator = Annotated[ApiKey, holder_of("admin")]
MOST_KEPT_S = 30 * 86_400
UNREADABLE = ("request/malformed", "request/too_large")


class KeyAnswer(BaseModel):
    """A key, without its secret."""

    key_id: str
    name: str
    scopes: list[Scope]
    partner: str | None = Field(description="The one partner that it sees and writes.")
    requests_per_minute: int | None = Field(description="Null: as many as it likes.")
    created_at: datetime
    expires_at: datetime | None = Field(description="From when on it is worth nothing.")
    revoked_at: datetime | None
    previous_until: datetime | None = Field(
        description="Until when the secret before the present one is worth something."
    )
    last_used_at: datetime | None = Field(
        description="Written down every ten seconds; null where it never was."
    )

    @classmethod
    def of(cls, key: ApiKey, use: KeyUse | None) -> Self:
        """Return the key as the API shows it."""
        return cls.model_validate(shown(key, use))


class NewKeyAnswer(KeyAnswer):
    """A key just made, with its secret."""

    secret: str = Field(description="Send this with each request. It is not told again.")


class SentRotation(BaseModel):
    """For how long the secret before is still worth something."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep_old_s: int = Field(0, ge=0, le=MOST_KEPT_S, description="In seconds, 30 days at most.")


def shown(key: ApiKey, use: KeyUse | None) -> dict[str, object]:
    """Return what of the key is shown, by name."""
    names = KeyAnswer.model_fields.keys() - {"last_used_at"}
    own = {name: getattr(key, name) for name in names}
    last_used_at = use.last_used_at if use else None
    return {**own, "scopes": sorted(key.scopes), "last_used_at": last_used_at}


def answer(services: ApiServices, key: ApiKey) -> KeyAnswer:
    """Return the key as the API shows it, with when it was used last."""
    return KeyAnswer.of(key, uses_of(services, [key]).get(key.key_id))


def uses_of(services: ApiServices, keys: Sequence[ApiKey]) -> dict[str, KeyUse]:
    """Return what is known of the use of the keys."""
    now = services.accounts.clock()
    return read_uses(services.database, [key.key_id for key in keys], now)


@router.post(
    "", status_code=201, responses=problems("partner/not_found", "key/expiry_past", *UNREADABLE)
)
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
    return NewKeyAnswer.model_validate({**shown(key, None), "secret": secret})


@router.get("", responses=problems("request/cursor"))
def read_keys(
    services: Services, caller: Administrator, query: Annotated[PageQuery, Query()]
) -> PageAnswer[KeyAnswer]:
    """List keys, the newest first, revoked ones included."""
    page = list_keys(services.accounts, query.limit, query.cursor, caller.partner_id)
    uses = uses_of(services, page.items)
    return PageAnswer[KeyAnswer].of(page, lambda key: KeyAnswer.of(key, uses.get(key.key_id)))


@router.get("/{key_id}", responses=problems("key/not_found"))
def read_key(services: Services, caller: Administrator, key_id: str) -> KeyAnswer:
    """Return one key."""
    return answer(services, get_key(services.accounts, key_id, caller.partner_id))


@router.patch(
    "/{key_id}",
    responses=problems("key/not_found", "key/revoked", "key/expiry_past", *UNREADABLE),
)
def alter_key(
    services: Services, caller: Administrator, key_id: str, change: KeyChange
) -> KeyAnswer:
    """Change name, scopes, rate or end of a key; its secret and its partner stay."""
    key = get_key(services.accounts, key_id, caller.partner_id)
    return answer(services, change_key(services.accounts, key, change))


@router.post(
    "/{key_id}/rotate",
    responses=problems("key/not_found", "key/revoked", "key/ended", *UNREADABLE),
)
def replace_secret(
    services: Services,
    caller: Administrator,
    key_id: str,
    rotation: SentRotation,
    response: Response,
) -> NewKeyAnswer:
    """Give a key another secret, told once; all else of it stays, its id and its orders too."""
    key = get_key(services.accounts, key_id, caller.partner_id)
    kept = timedelta(seconds=rotation.keep_old_s)
    rotated, secret = rotate_key(services.accounts, key, kept)
    response.headers["Cache-Control"] = "no-store"
    use = uses_of(services, [key]).get(key.key_id)
    return NewKeyAnswer.model_validate({**shown(rotated, use), "secret": secret})


@router.delete("/{key_id}", status_code=204, responses=problems("key/not_found"))
def end_key(services: Services, caller: Administrator, key_id: str) -> None:
    """Revoke a key: it is worth nothing from now on, and stays in the list."""
    key = get_key(services.accounts, key_id, caller.partner_id)
    revoke_key(services.accounts, key.key_id)
