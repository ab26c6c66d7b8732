"""What a schedule may be, as it is sent: checked as a whole, when it is made and when changed."""

import re
from typing import Annotated, Any, Self
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ingestion.profiles import Mode
from ingestion.schedules import Kind
from jobs.due_times import check_cron

SCHEMES = ("https", "http", "sftp", "ftp", "s3", "file")
DAY_S = 86_400
NAME = r"^[^\x00-\x1f\x7f-\x9f]+$"
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
DATE = re.compile(r"\{date:((?:%[YmdHjyVGBb]|[-_./])+)\}")

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=NAME)]
Url = Annotated[str, Field(min_length=1, max_length=2000)]


class NewSchedule(BaseModel):
    """
    A schedule to be; `partner` is the code, `credentials` the name of an entry.

    Either `cron` (five fields, in `timezone`) or `interval_s` says when. A run may begin up to
    `misfire_grace_s` late. A pull ends after `timeout_s` at the latest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    partner: str
    name: Name
    kind: Kind = "pull"
    url: Url | None = None
    mode: Mode = "full"
    credentials: Name | None = None
    hold: bool = False
    cron: Annotated[str, Field(max_length=200)] | None = None
    interval_s: Annotated[int, Field(ge=60, le=366 * DAY_S)] | None = None
    timezone: str = "UTC"
    timeout_s: Annotated[int, Field(ge=1, le=DAY_S)] = 3600
    max_bytes: Annotated[int, Field(ge=1, le=2**62)] | None = None
    misfire_grace_s: Annotated[int, Field(ge=1, le=30 * DAY_S)] = 3600
    is_paused: bool = False

    @field_validator("cron")
    @classmethod
    def _cron_comes(cls, cron: str | None) -> str | None:
        if cron is not None:
            check_cron(cron)
        return cron

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("send a time zone of the IANA database, such as Europe/Berlin")
        return name

    @field_validator("url")
    @classmethod
    def _url_can_be_pulled(cls, url: str | None) -> str | None:
        if url is not None:
            _check_url(url)
        return url

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.cron is None) == (self.interval_s is None):
            raise ValueError("send either cron or interval_s")
        if self.kind == "pull" and self.url is None:
            raise ValueError("a pull needs a url")
        if self.kind == "expected" and (self.url or self.credentials):
            raise ValueError("what is only expected has neither url nor credentials")
        return self


class ScheduleChange(BaseModel):
    """What of a schedule is to be another; a field that was not sent stays, the partner always."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name | None = None
    url: Url | None = None
    mode: Mode | None = None
    credentials: Name | None = None
    hold: bool | None = None
    cron: str | None = None
    interval_s: int | None = None
    timezone: str | None = None
    timeout_s: int | None = None
    max_bytes: int | None = None
    misfire_grace_s: int | None = None

    @property
    def sent(self) -> dict[str, Any]:
        """The fields that were sent; of cron and interval the one that was not gives way."""
        sent = self.model_dump(include=self.model_fields_set)
        for one, other in (("cron", "interval_s"), ("interval_s", "cron")):
            if sent.get(one) is not None:
                sent.setdefault(other, None)
        return sent


def has_date(url: str) -> bool:
    """Return whether the address names the day on which it is pulled, as `{date:%Y-%m-%d}`."""
    return DATE.search(url) is not None


def shown_url(url: str) -> str:
    """Return the address for eyes that need not see all: without its query, which may be a key."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _check_url(url: str) -> None:
    if UNPRINTABLE.search(url):
        raise ValueError("an address holds no spaces, backslashes or control characters")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        raise ValueError("this is no address") from None
    if parts.scheme not in SCHEMES:
        raise ValueError(f"an address begins with one of {', '.join(f'{s}://' for s in SCHEMES)}")
    if "@" in parts.netloc:
        raise ValueError("no user or password in an address: name an entry of the credentials file")
    _check_place(parts)


def _check_place(parts: SplitResult) -> None:
    if (parts.scheme == "file") == bool(parts.netloc):
        raise ValueError("an address names a host, but for file:///…, which names none")
    if parts.scheme not in {"http", "https"} and not parts.path.strip("/"):
        raise ValueError("an address names a file")
    if CONTROL.search(unquote(parts.path)):
        raise ValueError("an address holds no control characters, packed as % ones neither")
    if "{" in DATE.sub("", parts.geturl()):
        raise ValueError("between braces an address has only a date, such as {date:%Y-%m-%d}")
