"""`python -m benchmarks [start|touch|heartbeats|memory|outbox|catalogue]`: start and touch, or those named. `SUBMISSIONS=N`: for memory."""

import os
import platform
import signal
import sys

import psutil


def main() -> None:
    # Ended from outside, it ends the platforms and agents that it started: as an exception, so that each `finally` runs.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    there_are = ["start", "touch", "heartbeats", "memory", "outbox", "catalogue"]
    wanted = sys.argv[1:] or ["start", "touch"]
    unknown = set(wanted) - set(there_are)
    if unknown:
        sys.exit(f"there is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(there_are)}")
    memory = psutil.virtual_memory().total / 1e9
    load = os.getloadavg()[0]
    print(f"{psutil.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}; load before: {load:.2f}")
    if "start" in wanted:
        from benchmarks import start

        start.report(start.compare())
    if "touch" in wanted:
        from benchmarks import touch

        touch.report(touch.measure())
    if "memory" in wanted:
        from benchmarks import memory

        memory.report(memory.measure(int(os.environ.get("SUBMISSIONS", "10000"))))
    if "outbox" in wanted:
        from benchmarks import outbox

        outbox.report(outbox.measure())
    if "heartbeats" in wanted:
        from benchmarks import heartbeats

        heartbeats.report(heartbeats.measure())

    if "catalogue" in wanted:
        from benchmarks import catalogue_sync

        catalogue_sync.run()


if __name__ == "__main__":
    main()
