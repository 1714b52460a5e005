"""What Prometheus reads of this node, on a port of its own. Counts and times of routes and bounds; nothing of a person, no number
of an application, no matter, no language: a small count could be somebody."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Metrics:
    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    under_way: Gauge
    limited: Counter
    batches: Histogram
    heartbeats: Counter
    closed: Counter

    @classmethod
    def make(cls) -> "Metrics":
        registry = CollectorRegistry()
        return cls(
            registry,
            Counter("xzz_requests", "Answered requests", ["method", "route", "status"], registry=registry),
            Histogram(
                "xzz_request_seconds",
                "From the first byte to the answer",
                ["route"],
                buckets=_SECONDS,
                registry=registry,
            ),
            Gauge("xzz_requests_under_way", "Requests of terminals at this moment", registry=registry),
            Counter("xzz_limited", "Answered with 429", ["bound"], registry=registry),
            Histogram("xzz_batch_size", "Items in one transaction", ["batch"], buckets=_SIZES, registry=registry),
            Counter("xzz_heartbeats", "Heartbeats by what they meant", ["verdict"], registry=registry),
            Counter("xzz_terminals_closed", "Identities that were closed", ["reason"], registry=registry),
        )

    def serve(self, host: str, port: int) -> int:
        """In a thread, until the process ends. The port, which is another one when 0 was asked for."""
        server, _ = start_http_server(port, host, self.registry)
        return int(server.server_port)
