"""Where alerts go: apprise URLs that lead over the network, shown without their secrets."""

import logging
import re
from functools import cache

from apprise import Apprise, AppriseAsset
from apprise.common import OverflowMode
from apprise.plugins import url_to_dict
from apprise.plugins.base import NotifyBase
from apprise.plugins.email import NotifyEmail

from catalog.errors import RejectedInput
from ingestion.alert_answers import shorten_answers

MAX_URL_LENGTH = 2000
# The network alone: no desktop, no syslog, no command, nothing that keeps keys in files of its own.
SCHEMES = frozenset(
    (
        *("mailto", "mailtos", "json", "jsons", "xml", "xmls", "form", "forms"),
        *("slack", "workflow", "workflows", "discord", "gchat", "webex", "wxteams", "zulip"),
        *("mmost", "mmosts", "rocket", "rockets", "ntfy", "ntfys", "gotify", "gotifys"),
        *("tgram", "pagerduty", "opsgenie"),
    )
)
# services that apprise knows by the address of their own webhook
NATIVE = "https"
# services on a host of one's own; what stands for the host elsewhere may be a token
HOSTED = frozenset(
    (
        *("json", "jsons", "xml", "xmls", "form", "forms", "workflow", "workflows"),
        *("mmost", "mmosts", "rocket", "rockets", "ntfy", "ntfys", "gotify", "gotifys"),
    )
)
# services that have their hosts for themselves, and the domains of Microsoft's workflows
ELSEWHERE = frozenset(
    ("slack", "discord", "gchat", "webex", "wxteams", "tgram", "pagerduty", "opsgenie")
)
WORKFLOWS = frozenset(("workflow", "workflows"))
WORKFLOW_DOMAINS = (".logic.azure.com", ".api.powerplatform.com")
# read files of this machine, or fetch from elsewhere what goes out
FORBIDDEN_OPTIONS = frozenset(
    ("template", "pgp", "pgppub", "pgpprv", "wkd", "attach", "attach-as", "inline", "include")
)
CONNECT_WITHIN_S = 5.0
READ_WITHIN_S = 10.0
HIDDEN = "****"
CONTROL = re.compile(r"[\x00-\x20\x7f]")

ANSWERED = re.compile(r"\berror=(\d{3})\b")


class _StatusAlone(logging.Filter):
    """Lets through of what apprise writes the status of an answer: the rest may repeat the URL."""

    def filter(self, record: logging.LogRecord) -> bool:
        answered = ANSWERED.search(record.getMessage())
        record.msg, record.args = answered and answered[0], ()
        record.exc_info = record.exc_text = record.stack_info = None
        return answered is not None


# its log is read for the reason of a failure, and goes nowhere else
logging.getLogger("apprise").propagate = False
logging.getLogger("apprise").addFilter(_StatusAlone())
# at DEBUG it writes the path of each request, which is the secret of a webhook
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class AlertUrlRefused(RejectedInput):
    """The URL is none that alerts may go to; nothing was written. Its text is never repeated."""

    code = "alert/url"


def open_channel(url: str) -> NotifyBase:
    """
    Return what sends to the URL, with our own limits of time; nothing is sent yet.

    Raises:
        AlertUrlRefused: apprise does not know it, or it would not go over the network.
    """
    _refuse_unknown(url)
    channel = Apprise.instantiate(url, asset=_asset())
    if channel is None or channel.schema not in SCHEMES:
        raise AlertUrlRefused("apprise cannot read this URL: see its list of services")
    channel.socket_connect_timeout = CONNECT_WITHIN_S
    channel.socket_read_timeout = READ_WITHIN_S
    channel.redirects = False
    # what is too long for the service comes in parts: else it would not take it at all
    channel.overflow_mode = OverflowMode.SPLIT
    # we try again ourselves, and a failure is none that may be overlooked
    channel.retry, channel.optional = 0, False
    shorten_answers(channel)
    return channel


def refuse_own_host(url: str) -> None:
    """
    See that the URL leads to a known service, and not to a host that whoever wrote it names.

    A message can be a PUT with headers of its own, so it must not reach inside the network.

    Raises:
        AlertUrlRefused: it leads elsewhere, or is no URL of a channel.
    """
    channel = open_channel(url)
    is_workflow = channel.schema in WORKFLOWS and channel.host.lower().endswith(WORKFLOW_DOMAINS)
    if channel.schema not in ELSEWHERE and not is_workflow:
        known = ", ".join(sorted(ELSEWHERE))
        raise AlertUrlRefused(
            f"a key that is bound to a partner sends to {known}, or a Teams workflow of Microsoft"
        )


def shown_url(channel: NotifyBase) -> str:
    """
    Return what of the URL opens no door: its scheme, a host, and who gets mail.

    It tells less than apprise's own private form, which leaves the path of a webhook, added
    headers and options as they are.
    """
    scheme = channel.schema
    door = f"{HIDDEN}@" if channel.user or channel.password else ""
    port = f":{channel.port}" if channel.port else ""
    if isinstance(channel, NotifyEmail):
        targets = ",".join(address for _, address in channel.targets)
        return f"{scheme}://{door}{channel.smtp_host}{port}/{targets}"
    if scheme in HOSTED:
        return f"{scheme}://{door}{channel.host}{port}/{HIDDEN}"
    return f"{scheme}://{HIDDEN}"


def _refuse_unknown(url: str) -> None:
    scheme, _, rest = url.partition("://")
    if len(url) > MAX_URL_LENGTH or CONTROL.search(url) or not rest:
        raise AlertUrlRefused(
            f"send one URL of at most {MAX_URL_LENGTH} characters, without blanks"
        )
    if scheme.lower() not in {*SCHEMES, NATIVE}:
        known = ", ".join(sorted(SCHEMES))
        raise AlertUrlRefused(
            f"alerts go by {known}, or the https address of such a service's hook"
        )
    # as apprise itself has read them, however they are written
    read = url_to_dict(url, secure_logging=True) or {}  # type: ignore[no-untyped-call]
    options = {name.lower().strip() for name in (*read, *read.get("qsd", {}))}
    if forbidden := sorted(options & FORBIDDEN_OPTIONS):
        raise AlertUrlRefused(f"the option {forbidden[0]} reads files of the server")


@cache
def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="Feedledger",
        app_desc="Feedledger",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
        secure_logging=True,
        # a limit of the call would send from a few threads that all channels share
        service_timeout=0,
    )
