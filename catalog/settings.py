"""The settings: environment variables with the prefix FEEDLEDGER_, or a .env file."""

import os
import re
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from catalog.errors import RejectedInput
from catalog.logs import LogFormat, LogLevel

PREFIX = "FEEDLEDGER_"
GIB = 1024**3
NEVER = "never"  # of what the clock would do
WEB_ADDRESS = re.compile(r"https?://[^\s?#]+")


class UnknownSetting(RejectedInput):
    """A name with our prefix that no setting has; the application does not start."""

    code = "settings/unknown"


class Settings(BaseSettings):
    """Everything an operator can set; see the table in README.md."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    data_dir: Path = Path("data/run")
    store: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8501
    public_url: str = ""
    admin_password: SecretStr | None = None
    bootstrap_api_key: SecretStr | None = None
    reporting_timezone: str = "UTC"
    credentials_file: Path | None = None
    pull_folder: Path | None = None
    max_feed_bytes: Annotated[int, Field(gt=0)] = 5 * GIB
    memory_limit: str | None = None
    threads: Annotated[int, Field(ge=1)] | None = None
    log_format: LogFormat | None = None
    log_level: LogLevel = "INFO"
    min_free_bytes: Annotated[int, Field(ge=0)] | None = None
    batch_expires_h: Annotated[float, Field(gt=0)] = 72.0
    inbox_poll_s: Annotated[float, Field(ge=0)] = 10.0
    backup_to: str = ""
    backup_cron: str | None = None
    backup_keep: Annotated[int, Field(ge=1)] = 14
    backup_with_raw: bool = False
    reconcile_cron: str = "30 2 * * *"
    reconcile_keep: Annotated[int, Field(ge=1)] = 30
    publish_min_interval_s: Annotated[float, Field(ge=0)] = 30.0
    publish_parquet_interval_s: Annotated[float, Field(ge=0)] = 3600.0
    exports_at_once: Annotated[int, Field(ge=1, le=64)] = 2
    sql_time_limit_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    sql_row_limit: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    sql_file_rows: Annotated[int, Field(ge=1)] = 1_000_000
    sql_file_mib: Annotated[int, Field(ge=16)] = 256
    sql_memory_mib: Annotated[int, Field(ge=64)] = 512
    sql_at_once: Annotated[int, Field(ge=1, le=64)] = 2
    sql_at_once_each: Annotated[int, Field(ge=1, le=64)] = 1

    @field_validator("reporting_timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        if name not in available_timezones():
            message = f"{name!r} is no time zone of the IANA database"
            raise ValueError(message)
        return name

    @model_validator(mode="after")
    def _store_scheme(self) -> Self:
        if self.store and not self.store.startswith(("file://", "s3://")):
            message = "STORE must start with file:// or s3://"
            raise ValueError(message)
        return self

    @field_validator("inbox_poll_s")
    @classmethod
    def _poll_no_faster(cls, seconds: float) -> float:
        if 0 < seconds < 1:
            message = "INBOX_POLL_S must be 0 (off) or at least 1"
            raise ValueError(message)
        return seconds

    @model_validator(mode="after")
    def _backups_have_a_place(self) -> Self:
        if self.backup_cron is not None and not self.backup_to:
            message = "BACKUP_CRON needs BACKUP_TO: a folder or s3://BUCKET/PREFIX"
            raise ValueError(message)
        return self

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if url and not (WEB_ADDRESS.fullmatch(url)):
            message = "PUBLIC_URL must start with http:// or https:// and name a host"
            raise ValueError(message)
        return url.rstrip("/")

    @property
    def pages_url(self) -> str:
        """Where people reach the pages: `PUBLIC_URL`, or the address served."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def store_url(self) -> str:
        """Where raw feeds are kept: `STORE`, or the folder `landing` in `DATA_DIR`."""
        return self.store or f"file://{self.data_dir.resolve() / 'landing'}"

    @property
    def backup_url(self) -> str:
        """Where backups go, as a store's address; empty where nobody has said."""
        return place_url(self.backup_to) if self.backup_to else ""

    @property
    def database_path(self) -> Path:
        """The DuckDB file; one process holds it."""
        return self.data_dir / "feedledger.duckdb"

    @property
    def secrets(self) -> list[str]:
        """What no log line may hold."""
        known = (self.admin_password, self.bootstrap_api_key)
        return [secret.get_secret_value() for secret in known if secret]

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose midnights divide the days of every report."""
        return ZoneInfo(self.reporting_timezone)


def place_url(place: str) -> str:
    """Return a folder's path as a store's address; an address stays as it is."""
    is_url = place.startswith(("file://", "s3://"))
    return place if is_url else f"file://{Path(place).resolve()}"


def read_settings() -> Settings:
    """
    Return the settings of the environment and the .env file.

    Raises:
        UnknownSetting: a FEEDLEDGER_ name is not a setting (most often a typing error).
        pydantic.ValidationError: a value is not allowed.
    """
    present = {**dotenv_values(".env"), **os.environ}
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(n for n in present if n.upper().startswith(PREFIX) and n.upper() not in known)
    if unknown:
        message = f"unknown setting {', '.join(unknown)}; known are {', '.join(sorted(known))}"
        raise UnknownSetting(message)
    return Settings()
