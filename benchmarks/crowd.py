"""Many sessions at once: how long reruns take at a human pace, and what they hold of memory."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.light_session import LightSession, RerunFailed, sign_in, visiting_lightly

ARRIVING_AT_ONCE = 4
SETTLES_WITHIN_S = 2.0
KIB_A_MIB = 1024
Click = Callable[[LightSession, "Known", Random], Awaitable[float]]


@dataclass(frozen=True)
class Known:
    """What visitors look for: how many products there are, and ids of orders and feeds."""

    products: int
    order_ids: Sequence[str]
    feed_ids: Sequence[str]


@dataclass
class Heard:
    """How long reruns took, in ms by what was clicked, and what failed."""

    taken_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)


async def _search(session: LightSession, known: Known, draws: Random) -> float:
    if not session.shows("text_input", "Search"):
        await session.go("catalog")
    return await session.fill("Search", f"SKU-{draws.randrange(known.products):08d}"[:-2])


async def _turn(session: LightSession, _known: Known, _draws: Random) -> float:
    if not session.shows("button", "Next →"):
        await session.go("feeds")
    return await session.press("Next →")


CLICKS: dict[str, Click] = {
    "Home": lambda session, _known, _draws: session.go(""),
    "Catalog": lambda session, _known, _draws: session.go("catalog"),
    "Catalog, searched": _search,
    "next page": _turn,
    "a product": lambda session, known, draws: session.go(
        "catalog", product=str(draws.randrange(known.products))
    ),
    "Orders, placed ones": lambda session, _known, _draws: session.go("order", status="CONFIRMED"),
    "an order": lambda session, known, draws: session.go(
        "order", order=draws.choice(known.order_ids)
    ),
    "Revenue, 28 days": lambda session, _known, _draws: session.go("revenue"),
    "Revenue, a year by brand": lambda session, _known, _draws: session.go(
        "revenue", period="Last 365 days", by="Brand"
    ),
    "Feeds": lambda session, _known, _draws: session.go("feeds"),
    "a feed": lambda session, known, draws: session.go("feeds", feed=draws.choice(known.feed_ids)),
}


@dataclass(frozen=True)
class Crowd:
    """So many sessions that click for so long, each every `pace_s` seconds on average."""

    sessions: int
    seconds: float
    pace_s: float
    clicks: Mapping[str, Click] = field(default_factory=lambda: CLICKS)


async def live_together(url: str, known: Known, crowd: Crowd) -> Heard:
    """
    Let the crowd in, one after the other within one pace, and return what it heard.

    A search, or a next page where none is shown, first opens its page, which is not counted.
    """
    heard, cookie = Heard(), await asyncio.to_thread(sign_in, url)

    async def visit(number: int) -> None:
        draws = Random(number)  # noqa: S311 - no secret
        await asyncio.sleep(number * crowd.pace_s / crowd.sessions)
        async with visiting_lightly(url, cookie) as session:
            ends_s = time.monotonic() + crowd.seconds
            while time.monotonic() < ends_s:
                await asyncio.sleep(draws.uniform(0.5, 1.5) * crowd.pace_s)
                name = draws.choice(list(crowd.clicks))
                await _click(name, crowd.clicks[name](session, known, draws), heard)

    ended = await asyncio.gather(*map(visit, range(crowd.sessions)), return_exceptions=True)
    heard.failures += [f"a session ended: {error!r}" for error in ended if error is not None]
    return heard


async def _click(name: str, click: Awaitable[float], heard: Heard) -> None:
    try:
        took_s = await click
    except RerunFailed as error:
        heard.failures.append(f"{name}: {error}")
    else:
        heard.taken_ms[name].append(took_s * 1000)


@dataclass(frozen=True)
class Held:
    """
    Resident memory of the process, MiB, at four moments.

    Before, with all sessions open, when they had left, and once their server had forgotten them.
    """

    before_mib: float
    open_mib: float
    left_mib: float
    forgotten_mib: float


async def hold_open(url: str, process_id: int, sessions: int, forgotten_after_s: float) -> Held:
    """
    Open so many sessions, each on the catalog and then on revenue, and tell what they hold.

    What is there before has served a tenth as many, so that what is loaded once is not counted.
    """
    cookie = await asyncio.to_thread(sign_in, url)
    async with AsyncExitStack() as opened:
        await _arrive(url, cookie, max(1, sessions // 10), opened)
    await asyncio.sleep(forgotten_after_s)
    before = resident_mib(process_id)
    async with AsyncExitStack() as opened:
        await _arrive(url, cookie, sessions, opened)
        await asyncio.sleep(SETTLES_WITHIN_S)
        at_most = resident_mib(process_id)
    await asyncio.sleep(SETTLES_WITHIN_S)
    left = resident_mib(process_id)
    await asyncio.sleep(forgotten_after_s)
    return Held(before, at_most, left, resident_mib(process_id))


async def _arrive(url: str, cookie: str, sessions: int, opened: AsyncExitStack) -> None:
    places = asyncio.Semaphore(ARRIVING_AT_ONCE)

    async def arrive() -> None:
        async with places:
            session = await opened.enter_async_context(visiting_lightly(url, cookie))
            await session.go("catalog")
            await session.go("revenue")

    async with asyncio.TaskGroup() as group:
        for _ in range(sessions):
            group.create_task(arrive())


def resident_mib(process_id: int) -> float:
    """Return the resident memory of a process (proc(5))."""
    lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS:"))
    return int(line.split()[1]) / KIB_A_MIB
