"""What a channel would have been told of, before it is saved: nothing is written or sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from catalog.database import Row, rows_of
from catalog.statements import Statements
from ingestion.alert_channels import Thresholds
from ingestion.alert_desk import AlertDesk
from ingestion.alert_rules import THRESHOLDS, Condition, RuleName, find_conditions
from ingestion.alert_texts import headline

SQL = Statements(__file__)
LOOKS_BACK = timedelta(days=1)


@dataclass(frozen=True)
class Listener:
    """Which alerts a channel would be told of; rules None is all, a partner None is every one."""

    rules: Sequence[RuleName] | None
    partner_id: int | None
    thresholds: Thresholds

    def hears(self, rule: RuleName, partner_id: int | None, measure: float) -> bool:
        """Return whether it is told of that, as a round of the rules tells it."""
        if self.rules is not None and rule not in self.rules:
            return False
        is_of_partner = self.partner_id in {None, partner_id}
        return is_of_partner and measure >= float(getattr(self.thresholds, rule, 0))


@dataclass(frozen=True)
class Foreseen:
    """An alert of the last day; without `raised_at` it is the matter now, and was no alert yet."""

    rule: RuleName
    details: Mapping[str, Any]
    raised_at: datetime | None
    resolved_at: datetime | None

    @property
    def title(self) -> str:
        """What is the matter, in one line."""
        return headline(self.rule, self.details)


def foresee_alerts(desk: AlertDesk, listener: Listener) -> tuple[Foreseen, ...]:
    """
    Return what the listener would have been told of in the last day, the newest first.

    What was below every threshold in force, and is over, left no trace: it is not among them.
    """
    now = desk.clock()
    lowest = {rule: float(getattr(listener.thresholds, rule)) for rule in THRESHOLDS}
    with desk.database.cursor() as cursor:
        known = rows_of(cursor.execute(SQL["select_alerts_since"], {"since": now - LOOKS_BACK}))
        found = find_conditions(cursor, now, lowest)
    found += [condition for probe in desk.probes for condition in probe(now)]
    subjects = {(row["rule"], row["subject"]) for row in known if row["resolved_at"] is None}
    new = [each for each in found if (each.rule, each.subject) not in subjects]
    return (
        *(_of_condition(each) for each in new if _hears(listener, each)),
        *(_of_alert(row) for row in known if _has_heard(listener, row)),
    )


def _hears(listener: Listener, found: Condition) -> bool:
    return listener.hears(found.rule, found.partner_id, found.measure)


def _has_heard(listener: Listener, row: Row) -> bool:
    return listener.hears(row["rule"], row["partner_id"], row["measure"])


def _of_condition(found: Condition) -> Foreseen:
    return Foreseen(found.rule, found.details, None, None)


def _of_alert(row: Row) -> Foreseen:
    return Foreseen(row["rule"], json.loads(row["details"]), row["raised_at"], row["resolved_at"])
