"""What all lists have in common: how a page is asked for, and how it is answered."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from catalog.paging import DEFAULT_LIMIT, MAX_LIMIT, Page

Item = TypeVar("Item")
Found = TypeVar("Found")
MAX_CURSOR_LENGTH = 8192


class SentQuery(BaseModel):
    """Query parameters; a blank one is an absent one, an unknown one is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _drop_blank(cls, sent: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in sent.items() if value != ""}


class PageQuery(SentQuery):
    """Which page of a list."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many items at most.")
    cursor: str | None = Field(
        None, max_length=MAX_CURSOR_LENGTH, description="The `next_cursor` of the page before."
    )


class PageAnswer(BaseModel, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(description="The cursor of the next page; null on the last.")

    @classmethod
    def of(cls, page: Page[Found], answer: Callable[[Found], Item]) -> Self:
        """Return the page with each item as the API shows it."""
        return cls(items=[answer(item) for item in page.items], next_cursor=page.next_cursor)
