"""What the API works with, asked for at each request, as it opens after the API is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, cast
from zoneinfo import ZoneInfo

from fastapi import Depends
from starlette.requests import Request

from accounts.accounts import Accounts
from analytics.query_desk import QueryDesk
from analytics.reconciliation_desk import ReconciliationDesk
from backups.desk import BackupDesk
from catalog.database import Database
from catalog.exports import ExportTurns
from catalog.meters import Meters
from ingestion.alert_desk import AlertDesk
from ingestion.delivery import Ingestion
from orders.desk import OrderDesk


@dataclass(frozen=True)
class ApiServices:
    """
    The rooms that the API opens to its callers, wired once in app.py.

    Days are those of `zone`. `readiness` holds, by the name of each part that must work, the
    question whether it does.
    """

    database: Database
    accounts: Accounts
    ingestion: Ingestion
    desk: OrderDesk
    alerts: AlertDesk
    backups: BackupDesk
    reconciliations: ReconciliationDesk
    queries: QueryDesk
    zone: ZoneInfo
    readiness: Mapping[str, Callable[[], bool]]
    meters: Meters = field(default_factory=Meters)
    exports: ExportTurns = field(default_factory=ExportTurns)


async def read_services(request: Request) -> ApiServices:
    """Return the services as they are at this request."""
    return services_of(request)


def services_of(request: Request) -> ApiServices:
    """Return the services that the application answering the request was made with."""
    return cast("Callable[[], ApiServices]", request.app.state.services)()


Services = Annotated[ApiServices, Depends(read_services)]
