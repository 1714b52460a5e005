"""An S3-compatible store as a process of its own, on a free port of loopback."""

import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import requests


@dataclass(frozen=True, slots=True)
class Bucket:
    """`environment`: what a platform needs to reach it."""

    process: subprocess.Popen[str]
    url: str
    environment: dict[str, str]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def start() -> Bucket:
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    log = process.stderr
    address = next(line for line in log if "Running on" in line).split("Running on ")[1].strip()
    # Its log of requests is read and dropped, for a full pipe would stop it.
    threading.Thread(target=deque, args=(log, 0), daemon=True).start()
    requests.put(f"{address}/papers", timeout=10).raise_for_status()
    environment = {
        "AWS_ENDPOINT_URL": address,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    return Bucket(process, "s3://papers/some/where", environment)
