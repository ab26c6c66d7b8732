"""What the process counts while it runs; a restart begins at zero, as Prometheus expects."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

Reader = Callable[[], Iterable[Metric]]
LATENCIES_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
DURATIONS_S = (0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200)


class Meters:
    """The meters of one application, on a registry of its own: several run side by side."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "feedledger_http_request_seconds",
            "Time to the end of the answer, by the route's template.",
            ["route", "method", "status"],
            buckets=LATENCIES_S,
            registry=self.registry,
        )
        self.jobs = Histogram(
            "feedledger_job_seconds",
            "Time of an attempt of a job, by how it ended.",
            ["kind", "outcome"],
            buckets=DURATIONS_S,
            registry=self.registry,
        )
        self.orders = Counter(
            "feedledger_orders",
            "Orders asked for: placed, replayed, or the code they were refused with.",
            ["outcome"],
            registry=self.registry,
        )

    def read(self, *readers: Reader) -> None:
        """Have each scrape ask these for what is so now."""
        self.registry.register(_Now(readers))

    def show(self) -> bytes:
        """Return all of it in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Now(Collector):
    def __init__(self, readers: Iterable[Reader]) -> None:
        self._readers = tuple(readers)

    def collect(self) -> Iterator[Metric]:
        for read in self._readers:
            yield from read()

    def describe(self) -> Iterator[Metric]:
        """Say nothing beforehand: that would ask the database at each start."""
        return iter(())


def gauge(name: str, help_: str, value: float) -> GaugeMetricFamily:
    """Return a metric of one value."""
    return GaugeMetricFamily(f"feedledger_{name}", help_, value=value)
