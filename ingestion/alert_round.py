"""A round of the rules: what is the matter is raised once, what is over is resolved."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.statements import Statements
from ingestion.alert_channels import Thresholds
from ingestion.alert_desk import AlertDesk
from ingestion.alert_rules import THRESHOLDS, Condition, RuleName, find_conditions
from ingestion.alert_texts import Message, raised_message, resolved_message

SQL = Statements(__file__)
# what comes back within this is the same alert, and no channel hears twice of it within this
CALM = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)

Event = Literal["raised", "resolved"]


@dataclass(frozen=True)
class _Alert:
    alert_id: str
    rule: RuleName
    subject: str
    partner_id: int | None
    measure: float
    details: dict[str, Any]
    raised_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None


def run_round(desk: AlertDesk) -> None:
    """
    Hold all rules against what is there now, and write down what that changes.

    An alert and the messages about it are written in one transaction. Two rounds at once write
    one after the other, the second on what the first one left.

    Raises:
        WriteConflict: others wrote time and again; nothing was written, the next round does it.
    """
    now = desk.clock()
    asked = [condition for probe in desk.probes for condition in probe(now)]
    desk.database.write(lambda cursor: _Round(cursor, now, desk.public_url).run(asked))
    desk.wake()


class _Round:
    def __init__(self, cursor: DuckDBPyConnection, now: datetime, public_url: str) -> None:
        self._cursor = cursor
        self._now = now
        self._public_url = public_url
        self._has_claimed = False
        self._channels = [
            {**row, "thresholds": Thresholds.model_validate(json.loads(row["thresholds"]))}
            for row in self._rows("select_listening_channels")
        ]

    def run(self, asked: Iterable[Condition]) -> None:
        found = {
            (condition.rule, condition.subject): condition
            for condition in (*find_conditions(self._cursor, self._now, self._lowest()), *asked)
            if self._is_wanted(condition)
        }
        known = {
            (alert.rule, alert.subject): alert
            for alert in map(_alert, self._rows("select_recent_alerts", since=self._now - CALM))
        }
        for key, condition in found.items():
            known[key] = self._raise(condition, known.get(key))
        over = [
            self._resolve(alert)
            for key, alert in known.items()
            if key not in found and alert.resolved_at is None
        ]
        self._tell([known[key] for key in found], over)

    def _raise(self, condition: Condition, known: _Alert | None) -> _Alert:
        if known is None:
            return self._write("insert_alert", condition)
        if known.resolved_at is not None:
            return self._write("reopen_alert", condition, known)
        if self._now - known.last_seen_at >= SEEN_EVERY:
            return self._write("see_alert", condition, known)
        return replace(known, measure=condition.measure, details=condition.details)

    def _write(self, statement: str, condition: Condition, known: _Alert | None = None) -> _Alert:
        parameters: Row = {
            "measure": condition.measure,
            "details": json.dumps(condition.details),
            "now": self._now,
        }
        if known is None:
            parameters |= {
                "rule": condition.rule,
                "subject": condition.subject,
                "partner_id": condition.partner_id,
            }
        else:
            parameters["alert_id"] = known.alert_id
        (row,) = self._change(statement, parameters)
        return _alert(row)

    def _resolve(self, alert: _Alert) -> _Alert:
        (row,) = self._change("resolve_alert", {"alert_id": alert.alert_id, "now": self._now})
        return _alert(row)

    def _tell(self, is_open: Sequence[_Alert], over: Sequence[_Alert]) -> None:
        alert_ids = [alert.alert_id for alert in (*is_open, *over)]
        if not alert_ids or not self._channels:
            return
        told = {
            (str(row["alert_id"]), str(row["channel_id"])): row
            for row in self._rows("select_told", alert_ids=alert_ids)
        }
        for channel in self._channels:
            for alert in is_open:
                last = told.get((alert.alert_id, str(channel["channel_id"])))
                if _listens(channel, alert) and self._may_hear(last):
                    self._queue(channel, alert, "raised")
            for alert in over:
                last = told.get((alert.alert_id, str(channel["channel_id"])))
                has_heard = last and last["event"] == "raised" and not last["has_failed"]
                if has_heard and _is_of_partner(channel, alert):  # it may be another's by now
                    self._queue(channel, alert, "resolved")

    def _may_hear(self, last: Row | None) -> bool:
        if last is None or (last["event"] == "raised" and last["has_failed"]):
            return True
        return bool(last["event"] == "resolved" and self._now - last["created_at"] >= CALM)

    def _queue(self, channel: Row, alert: _Alert, event: Event) -> None:
        message = self._message(alert)
        self._change(
            "insert_alert_delivery",
            {
                "channel_id": channel["channel_id"],
                "alert_id": alert.alert_id,
                "event": event,
                "title": message.title,
                "body": message.body,
                "now": self._now,
            },
        )

    def _message(self, alert: _Alert) -> Message:
        told = (alert.rule, alert.details, alert.raised_at)
        if alert.resolved_at is None:
            return raised_message(*told, self._public_url)
        return resolved_message(*told, alert.resolved_at, self._public_url)

    def _lowest(self) -> dict[RuleName, float]:
        """Return from where on anybody wants to know."""
        return {
            rule: min((default, *(_threshold(one, rule) for one in self._channels)))
            for rule, default in THRESHOLDS.items()
        }

    def _is_wanted(self, condition: Condition) -> bool:
        """Return whether it is an alert by the rule itself, or by a channel that is for it."""
        default = THRESHOLDS.get(condition.rule, 0.0)
        return condition.measure >= default or any(
            _listens(channel, condition) for channel in self._channels
        )

    def _change(self, statement: str, parameters: Row) -> list[Row]:
        # the row that every writing round updates: of two at once, the second starts anew
        if not self._has_claimed:
            self._cursor.execute(SQL["claim_alert_round"])
            self._has_claimed = True
        return rows_of(self._cursor.execute(SQL[statement], parameters))

    def _rows(self, statement: str, **parameters: object) -> list[Row]:
        return rows_of(self._cursor.execute(SQL[statement], parameters))


def _listens(channel: Row, matter: Condition | _Alert) -> bool:
    if channel["rules"] is not None and matter.rule not in channel["rules"]:
        return False
    return _is_of_partner(channel, matter) and matter.measure >= _threshold(channel, matter.rule)


def _is_of_partner(channel: Row, matter: Condition | _Alert) -> bool:
    return channel["partner_id"] in {None, matter.partner_id}


def _threshold(channel: Row, rule: RuleName) -> float:
    return float(getattr(channel["thresholds"], rule, 0))


def _alert(row: Row) -> _Alert:
    return _Alert(
        alert_id=str(row["alert_id"]),
        rule=cast("RuleName", row["rule"]),
        subject=row["subject"],
        partner_id=row["partner_id"],
        measure=row["measure"],
        details=json.loads(row["details"]),
        raised_at=row["raised_at"],
        last_seen_at=row["last_seen_at"],
        resolved_at=row["resolved_at"],
    )
