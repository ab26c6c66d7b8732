"""Secrets of scheduled pulls: named entries of a file that only the operator writes."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from catalog.errors import RejectedInput


class CredentialsMissing(RejectedInput):
    """The entry is not there, cannot be read, or is for other hosts; nothing was pulled."""

    code = "pull/credentials"


class Credentials(BaseModel):
    """
    One entry; it is sent to its `hosts` alone (of s3, the names of buckets).

    https takes username and password, or a token, or headers; sftp a password or a key file, and
    the host's keys as `known_hosts_file` or as lines `type key`; ftp username and password; s3
    the two parts of a key, an endpoint and a region.
    """

    # a message of pydantic would show the input
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    hosts: Annotated[tuple[str, ...], Field(min_length=1)]
    username: str | None = None
    password: SecretStr | None = None
    token: SecretStr | None = None
    headers: Mapping[str, SecretStr] = {}
    private_key_file: Path | None = None
    passphrase: SecretStr | None = None
    known_hosts_file: Path | None = None
    host_keys: tuple[str, ...] = ()
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None
    endpoint_url: str | None = None
    region: str | None = None


NO_CREDENTIALS = Credentials(hosts=("",))


def read_credentials(path: Path | None, name: str, host: str) -> Credentials:
    """
    Return an entry as the file has it now, for a host that it may be sent to.

    Raises:
        CredentialsMissing: there is no file, no such entry, or it is for other hosts.
    """
    if path is None:
        raise CredentialsMissing(f"no CREDENTIALS_FILE is set that could have an entry {name!r}")
    entries = _read_file(path)
    if not isinstance(entries.get(name), dict):
        raise CredentialsMissing(f"the credentials file has no entry {name!r}")
    try:
        entry = Credentials.model_validate(entries[name])
    except ValidationError as error:
        faults = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        message = f"entry {name!r} of the credentials file is not right: look at {faults}"
        raise CredentialsMissing(message) from None
    if host.lower() not in {allowed.lower() for allowed in entry.hosts}:
        raise CredentialsMissing(f"entry {name!r} of the credentials file is not for {host}")
    return entry


def reveal(secret: SecretStr | None) -> str | None:
    """Return the secret itself, to be handed to who needs it."""
    return None if secret is None else secret.get_secret_value()


def _read_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        read = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError):  # its message could show a line of the file
        raise CredentialsMissing("the credentials file cannot be read") from None
    return read if isinstance(read, dict) else {}
