"""Alerts as people read them: what is the matter, since when, and who was told of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from catalog.database import Database, Row
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.alert_channels import get_channel
from ingestion.alert_desk import AlertDesk
from ingestion.alert_rules import RuleName
from ingestion.alert_texts import headline, sentence, test_message

SQL = Statements(__file__)

AlertState = Literal["open", "resolved"]
Event = Literal["raised", "resolved", "test"]
DeliveryStatus = Literal["pending", "retrying", "sent", "failed"]


@dataclass(frozen=True)
class Delivery:
    """
    A message to a channel: pending, then sent, or retrying until it is sent or has failed.

    `error` says why the last attempt failed, `next_at` when the next one is due.
    """

    delivery_id: str
    channel_id: str
    channel: str
    event: Event
    status: DeliveryStatus
    attempt: int
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    error: str | None


@dataclass(frozen=True)
class Alert:
    """An alert; `title` and `text` hold nothing that markup could begin with."""

    alert_id: str
    alert_no: int
    rule: RuleName
    partner: str | None
    details: Mapping[str, Any]
    raised_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None
    reopened: int
    deliveries: tuple[Delivery, ...] = field(default=())

    @property
    def title(self) -> str:
        """What is the matter, in one line."""
        return headline(self.rule, self.details)

    @property
    def text(self) -> str:
        """The same with its figures."""
        return sentence(self.rule, self.details)


def list_alerts(
    database: Database,
    state: AlertState | None = None,
    limit: int = 100,
    cursor: str | None = None,
    partner_id: int | None = None,
) -> Page[Alert]:
    """
    Return a page of alerts with their messages, the newest first.

    With `partner_id` those of the partner, and their messages to its own channels alone.
    """
    after = decode_cursor(cursor, int)
    wanted = {
        "state": state,
        "partner_id": partner_id,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_alerts"], wanted)
    told = _deliveries(database, [row["alert_id"] for row in rows], partner_id)
    alerts = [_alert(row, told.get(str(row["alert_id"]), ())) for row in rows]
    return cut_page(alerts, limit, lambda alert: [alert.alert_no])


def count_open_alerts(database: Database) -> int:
    """Return how many alerts are open."""
    row = database.row(SQL["count_open_alerts"]) or {}
    return int(row["count"])


def send_test(desk: AlertDesk, channel_id: str, partner_id: int | None = None) -> Delivery:
    """
    Queue a message to the channel that shows whether it works; it is tried once.

    Raises:
        ChannelNotFound: there is none; nothing was written.
    """
    channel = get_channel(desk.database, channel_id, partner_id)
    message = test_message(channel.name, desk.public_url)
    parameters = {
        "channel_id": channel.channel_id,
        "alert_id": None,
        "event": "test",
        "title": message.title,
        "body": message.body,
        "now": desk.clock(),
    }
    with desk.database.transaction() as cursor:
        ((delivery_id,),) = cursor.execute(SQL["insert_alert_delivery"], parameters).fetchall()
    queued = read_delivery(desk.database, str(delivery_id))
    desk.wake()
    return queued


def read_delivery(database: Database, delivery_id: str) -> Delivery:
    """Return the message as it stands now."""
    (row,) = database.rows(SQL["select_alert_delivery"], {"delivery_id": delivery_id})
    return _delivery(row)


def _deliveries(
    database: Database, alert_ids: list[object], partner_id: int | None
) -> dict[str, tuple[Delivery, ...]]:
    told: dict[str, tuple[Delivery, ...]] = {}
    wanted = {"alert_ids": alert_ids, "partner_id": partner_id}
    for row in database.rows(SQL["select_alert_deliveries"], wanted):
        alert_id = str(row["alert_id"])
        told[alert_id] = (*told.get(alert_id, ()), _delivery(row))
    return told


def _delivery(row: Row) -> Delivery:
    own = {name: row[name] for name in Delivery.__dataclass_fields__}
    ids = {name: str(row[name]) for name in ("delivery_id", "channel_id")}
    return Delivery(**{**own, **ids})


def _alert(row: Row, deliveries: tuple[Delivery, ...]) -> Alert:
    return Alert(
        **{
            **row,
            "alert_id": str(row["alert_id"]),
            "details": json.loads(row["details"]),
            "deliveries": deliveries,
        }
    )
