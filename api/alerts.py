"""Alerts: the channels that are told of them, and what was raised."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import holder_of
from api.listing import PageAnswer, PageQuery
from api.routes import BoundedRoute
from api.services import Services
from catalog.partners import get_partner
from ingestion.alert_channels import (
    Channel,
    ChannelChange,
    NewChannel,
    Thresholds,
    change_channel,
    create_channel,
    delete_channel,
    get_channel,
    list_channels,
)
from ingestion.alert_rules import RuleName
from ingestion.alert_texts import page_of
from ingestion.alert_urls import refuse_own_host
from ingestion.alerts import (
    Alert,
    AlertState,
    Delivery,
    DeliveryStatus,
    Event,
    list_alerts,
    send_test,
)

router = APIRouter(route_class=BoundedRoute, prefix="/alerts", tags=["alerts"])
Administrator = Annotated[ApiKey, holder_of("admin")]
UNREADABLE = ("request/malformed", "request/too_large")


class ChannelAnswer(BaseModel):
    """A channel; the secrets of its URL are told to nobody."""

    model_config = ConfigDict(from_attributes=True)

    channel_id: str
    name: str
    rules: list[RuleName] | None = Field(description="Null: all rules.")
    partner: str | None = Field(description="Null: every partner, and what is no partner's.")
    url: str = Field(description="The URL without its secrets.", validation_alias="shown_url")
    thresholds: Thresholds
    is_active: bool
    created_at: datetime
    waiting: int = Field(description="Messages that are not sent yet.")
    last_status: DeliveryStatus | None = Field(description="What became of the last message tried.")
    last_at: datetime | None
    last_error: str | None
    failed_in_a_row: int = Field(description="Messages since the last one that was sent.")


class DeliveryAnswer(BaseModel):
    """A message to a channel; `next_at` is null once it is sent or has failed."""

    model_config = ConfigDict(from_attributes=True)

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


class AlertAnswer(BaseModel):
    """An alert with the messages about it."""

    alert_id: str
    rule: RuleName
    state: AlertState
    partner: str | None
    title: str
    text: str
    details: dict[str, Any] = Field(description="Identifiers and figures, by name.")
    url: str = Field(description="The page on which one sees to it.")
    raised_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None
    reopened: int = Field(description="How often it came back soon after it was over.")
    deliveries: list[DeliveryAnswer]

    @classmethod
    def of(cls, alert: Alert, public_url: str) -> Self:
        """Return the alert as the API shows it."""
        own = {name: getattr(alert, name) for name in OWN_FIELDS}
        return cls.model_validate(
            {
                **own,
                "state": "open" if alert.resolved_at is None else "resolved",
                "url": page_of(alert.rule, alert.details, public_url),
                "deliveries": [_delivery(delivery) for delivery in alert.deliveries],
            }
        )


OWN_FIELDS = AlertAnswer.model_fields.keys() - {"state", "url", "deliveries"}


class RaisedQuery(PageQuery):
    """Which alerts, and which page of them."""

    state: AlertState | None = None


@router.post(
    "",
    status_code=201,
    responses=problems("alert/url", "alert/too_many", "partner/not_found", *UNREADABLE),
)
def add_channel(
    services: Services, key: Administrator, new: NewChannel, response: Response
) -> ChannelAnswer:
    """Add a channel; it is told of the alerts that are open, too."""
    if key.partner is not None:
        wanted = new.partner or key.partner
        get_partner(services.database, wanted, key.partner_id)
        refuse_own_host(new.url.get_secret_value())
        new = new.model_copy(update={"partner": wanted})
    channel = create_channel(services.database, new, services.alerts.clock())
    response.headers["Location"] = f"/api/v1/alerts/{channel.channel_id}"
    return _channel(channel)


@router.get("", responses=problems("request/cursor"))
def read_channels(
    services: Services, key: Administrator, query: Annotated[PageQuery, Query()]
) -> PageAnswer[ChannelAnswer]:
    """List the channels, the newest first."""
    page = list_channels(services.database, query.limit, query.cursor, key.partner_id)
    return PageAnswer[ChannelAnswer].of(page, _channel)


@router.get("/raised", responses=problems("request/cursor"))
def read_alerts(
    services: Services, key: Administrator, query: Annotated[RaisedQuery, Query()]
) -> PageAnswer[AlertAnswer]:
    """List what was raised, the newest first, each with the messages about it."""
    page = list_alerts(services.database, query.state, query.limit, query.cursor, key.partner_id)
    public_url = services.alerts.public_url
    return PageAnswer[AlertAnswer].of(page, lambda alert: AlertAnswer.of(alert, public_url))


@router.get("/{channel_id}", responses=problems("alert/not_found"))
def read_channel(services: Services, key: Administrator, channel_id: str) -> ChannelAnswer:
    """Return one channel."""
    return _channel(get_channel(services.database, channel_id, key.partner_id))


@router.patch(
    "/{channel_id}",
    responses=problems("alert/not_found", "alert/url", "partner/not_found", *UNREADABLE),
)
def alter_channel(
    services: Services, key: Administrator, channel_id: str, change: ChannelChange
) -> ChannelAnswer:
    """Change what is sent of a channel; the rest stays. Leave `url` out to keep it."""
    if key.partner is not None and "partner" in change.model_fields_set:
        get_partner(services.database, change.partner or "", key.partner_id)
    if key.partner is not None and change.url is not None:
        refuse_own_host(change.url.get_secret_value())
    now = services.alerts.clock()
    return _channel(change_channel(services.database, channel_id, change, now, key.partner_id))


@router.delete("/{channel_id}", status_code=204, responses=problems("alert/not_found"))
def remove_channel(services: Services, key: Administrator, channel_id: str) -> None:
    """Delete a channel with its URL; what waits for it is not sent any more."""
    delete_channel(services.database, channel_id, services.alerts.clock(), key.partner_id)


@router.post("/{channel_id}/test", status_code=202, responses=problems("alert/not_found"))
def try_channel(services: Services, key: Administrator, channel_id: str) -> DeliveryAnswer:
    """Send a test message; it is tried once, and the channel's `last_status` tells how it went."""
    return _delivery(send_test(services.alerts, channel_id, key.partner_id))


def _channel(channel: Channel) -> ChannelAnswer:
    return ChannelAnswer.model_validate(channel)


def _delivery(delivery: Delivery) -> DeliveryAnswer:
    return DeliveryAnswer.model_validate(delivery)
