"""What alerts work with, wired once."""

from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.clock import Clock, utc_now
from catalog.database import Database
from ingestion.alert_rules import Probe


@dataclass(frozen=True)
class AlertDesk:
    """
    The room in which alerts are raised; `public_url` is where people reach the pages.

    `probes` find what no statement over our tables finds. `wake` is told when messages wait.
    """

    database: Database
    public_url: str
    probes: tuple[Probe, ...] = ()
    clock: Clock = utc_now
    wake: Callable[[], None] = field(default=lambda: None)
