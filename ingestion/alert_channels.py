"""Channels: who is told of which alerts, and by what URL; its secrets never come out again."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from duckdb import DuckDBPyConnection
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from catalog.database import Database, Row
from catalog.errors import NotFound, WrongState
from catalog.paging import Page, cut_page, decode_cursor
from catalog.partners import get_partner
from catalog.statements import Statements
from ingestion.alert_rules import THRESHOLDS, RuleName
from ingestion.alert_urls import open_channel, shown_url

SQL = Statements(__file__)
MAX_CHANNELS = 50  # of each partner, and as many that are of none


class ChannelNotFound(NotFound):
    """No channel has that id, or not for this caller; nothing was written."""

    code = "alert/not_found"


class TooManyChannels(WrongState):
    """The partner has as many channels as may be; nothing was written."""

    code = "alert/too_many"


class Thresholds(BaseModel):
    """From what on a channel is told; whatever is absent is the rule's own default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    feeds_failing: Annotated[int, Field(ge=1, le=1000, description="Feeds in a row.")] = int(
        THRESHOLDS["feeds_failing"]
    )
    feeds_failing_often: Annotated[
        int, Field(ge=1, le=100_000, description="Feeds within a day.")
    ] = int(THRESHOLDS["feeds_failing_often"])
    feed_held: Annotated[
        float, Field(ge=0, le=100_000, description="Minutes since the feed came.")
    ] = THRESHOLDS["feed_held"]
    schedule_overdue: Annotated[
        float, Field(ge=0, le=100_000, description="Minutes since it was due.")
    ] = THRESHOLDS["schedule_overdue"]
    job_running_long: Annotated[
        float, Field(ge=1, le=1000, description="Times as long as usual.")
    ] = THRESHOLDS["job_running_long"]
    job_crashing: Annotated[
        int, Field(ge=1, le=1000, description="Ends of the process in a row.")
    ] = int(THRESHOLDS["job_crashing"])


class _ChannelFields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @field_validator("rules", check_fields=False)
    @classmethod
    def _named_once(cls, rules: list[RuleName] | None) -> list[RuleName] | None:
        return None if rules is None else sorted(set(rules))


class NewChannel(_ChannelFields):
    """A channel to be; `rules` null is all rules, `partner` null is every partner."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    url: SecretStr
    rules: Annotated[list[RuleName], Field(min_length=1)] | None = None
    partner: str | None = None
    thresholds: Thresholds = Thresholds()
    is_active: bool = True


class ChannelChange(_ChannelFields):
    """What of a channel is to change; whatever is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=100)] = ""
    url: SecretStr | None = None
    rules: Annotated[list[RuleName], Field(min_length=1)] | None = None
    partner: str | None = None
    thresholds: Thresholds = Thresholds()
    is_active: bool = True

    @model_validator(mode="after")
    def _url_is_kept_by_absence(self) -> Self:
        if "url" in self.model_fields_set and self.url is None:
            raise ValueError("leave url out to keep it")
        return self


@dataclass(frozen=True)
class Channel:
    """A channel as it is now; `shown_url` is its URL without secrets, `partner` a code."""

    channel_id: str
    name: str
    rules: tuple[RuleName, ...] | None
    partner_id: int | None
    partner: str | None
    shown_url: str
    thresholds: Thresholds
    is_active: bool
    created_at: datetime
    waiting: int
    last_status: str | None
    last_at: datetime | None
    last_error: str | None
    failed_in_a_row: int


def create_channel(database: Database, new: NewChannel, now: datetime) -> Channel:
    """
    Add a channel; it is told of the alerts that are open, too.

    Raises:
        AlertUrlRefused: the URL is none that alerts may go to; nothing was written.
        PartnerNotFound, TooManyChannels: nothing was written.
    """
    url = new.url.get_secret_value()
    shown = shown_url(open_channel(url))
    row = {
        "name": new.name,
        "url": url,
        "shown_url": shown,
        "rules": new.rules,
        "partner_id": _partner_id(database, new.partner),
        "thresholds": new.thresholds.model_dump_json(),
        "is_active": new.is_active,
        "now": now,
    }
    (counted,) = database.rows(SQL["count_channels"], {"partner_id": row["partner_id"]})
    if counted["count"] >= MAX_CHANNELS:
        raise TooManyChannels(f"there are {MAX_CHANNELS} channels already: delete one first")
    with database.transaction() as cursor:
        ((channel_id,),) = cursor.execute(SQL["insert_alert_channel"], row).fetchall()
    return get_channel(database, str(channel_id))


def change_channel(
    database: Database,
    channel_id: str,
    change: ChannelChange,
    now: datetime,
    partner_id: int | None = None,
) -> Channel:
    """
    Change what was sent of the channel; what waits to be tried again is tried at once.

    What waits of partners that it is not for any more is not sent.

    Raises:
        ChannelNotFound, PartnerNotFound, AlertUrlRefused: nothing was written.
    """
    channel = get_channel(database, channel_id, partner_id)
    sent = change.model_fields_set
    url = change.url.get_secret_value() if change.url else None
    partner = change.partner if "partner" in sent else channel.partner
    row = {
        "channel_id": channel.channel_id,
        "name": change.name if "name" in sent else channel.name,
        "url": url,
        "shown_url": shown_url(open_channel(url)) if url is not None else None,
        "rules": change.rules if "rules" in sent else channel.rules and list(channel.rules),
        "partner_id": _partner_id(database, partner),
        "thresholds": (change if "thresholds" in sent else channel).thresholds.model_dump_json(),
        "is_active": change.is_active if "is_active" in sent else channel.is_active,
    }

    def write(cursor: DuckDBPyConnection) -> None:
        cursor.execute(SQL["update_alert_channel"], row)
        cursor.execute(SQL["drop_others_deliveries"], {"channel_id": channel_id, "now": now})
        cursor.execute(SQL["hurry_alert_deliveries"], {"channel_id": channel_id, "now": now})

    database.write(write)
    return get_channel(database, channel_id)


def delete_channel(
    database: Database, channel_id: str, now: datetime, partner_id: int | None = None
) -> None:
    """
    Forget the channel with its URL; what waits for it is not sent any more.

    Raises:
        ChannelNotFound: nothing was written.
    """
    parameters = {
        "channel_id": get_channel(database, channel_id, partner_id).channel_id,
        "now": now,
    }

    def delete(cursor: DuckDBPyConnection) -> None:
        cursor.execute(SQL["delete_alert_channel"], parameters)
        cursor.execute(SQL["drop_alert_deliveries"], parameters)

    database.write(delete)


def get_channel(database: Database, channel_id: str, partner_id: int | None = None) -> Channel:
    """
    Return the channel; with `partner_id`, only if it is for that partner alone.

    Raises:
        ChannelNotFound: there is none.
    """
    wanted = {"channel_id": channel_id, "partner_id": partner_id, "after": None, "limit": 1}
    row = database.row(SQL["select_alert_channels"], wanted)
    if row is None or str(row["channel_id"]) != channel_id.lower():
        raise ChannelNotFound(f"there is no channel {channel_id!r}")
    return _channel(row)


def list_channels(
    database: Database, limit: int, cursor: str | None = None, partner_id: int | None = None
) -> Page[Channel]:
    """Return a page of channels, the newest first, each with what became of its last messages."""
    after = decode_cursor(cursor, str)
    wanted = {
        "channel_id": None,
        "partner_id": partner_id,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_alert_channels"], wanted)
    return cut_page([_channel(row) for row in rows], limit, lambda found: [found.channel_id])


def _partner_id(database: Database, code: str | None) -> int | None:
    return None if code is None else get_partner(database, code).partner_id


def _channel(row: Row) -> Channel:
    rules = row["rules"]
    return Channel(
        **{
            **row,
            "channel_id": str(row["channel_id"]),
            "rules": None if rules is None else tuple(rules),
            "thresholds": Thresholds.model_validate(json.loads(row["thresholds"])),
        }
    )
