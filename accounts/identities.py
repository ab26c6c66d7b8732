"""Who somebody is once they are let in: a user of the pages, or an API key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Role = Literal["admin"]
Scope = Literal[
    "feeds:write",
    "feeds:read",
    "catalog:read",
    "orders:write",
    "orders:read",
    "analytics:read",
    "admin",
]
SCOPES: frozenset[Scope] = frozenset(get_args(Scope))


@dataclass(frozen=True)
class User:
    """A person who may sign in on the pages."""

    user_id: int
    username: str
    role: Role


@dataclass(frozen=True)
class Session:
    """A user who is signed in, until `expires_at`."""

    user: User
    expires_at: datetime


@dataclass(frozen=True)
class ApiKey:
    """
    A key of the HTTP API; its secret is not kept.

    A scope allows what it names and no more: `admin` implies none of the others.
    With a partner, the key sees and writes that partner alone. From `expires_at` on it is worth
    nothing. A secret that was replaced is worth something until `previous_until`.
    """

    key_id: str
    name: str
    scopes: frozenset[Scope]
    partner_id: int | None
    partner: str | None
    requests_per_minute: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    previous_until: datetime | None

    def is_live(self, now: datetime) -> bool:
        """Return whether it is worth anything."""
        is_over = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not is_over


@dataclass(frozen=True)
class KnownSecret:
    """A secret that was sent: its key, and from when on the secret is worth nothing."""

    key: ApiKey
    worthless_at: datetime | None


class NewKey(BaseModel):
    """An API key to be; `partner` is the code of the partner it is bound to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    partner: str | None = None
    requests_per_minute: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    expires_at: AwareDatetime | None = None


class KeyChange(BaseModel):
    """What of a key is to be another; a field that was not sent stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    scopes: Annotated[frozenset[Scope], Field(min_length=1)] = frozenset()
    requests_per_minute: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    expires_at: AwareDatetime | None = None
