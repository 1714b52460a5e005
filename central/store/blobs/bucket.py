"""Blobs in an S3-compatible store, through obstore (the Rust crate object_store).

Endpoint, region and credentials come from the environment: AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY. The store must know conditional writes
(`If-None-Match: *`), as AWS, MinIO, Ceph and the domestic clouds' S3 gateways of today do: without them two nodes could take the
same piece twice. `check` finds out at the start.
"""

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from central.problems import Refusal
from central.store.blobs.blobs import Blob


class UnfitStore(Exception):
    """Its words are for the operator who gave the address."""


class BucketBlobs:
    """`url`: s3://bucket or s3://bucket/prefix."""

    def __init__(self, url: str) -> None:
        # A terminal waits behind each request, and asks again by itself: better a 503 soon than a late answer.
        self._store = S3Store.from_url(
            url,
            client_options={
                "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=20),
                "allow_http": os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://"),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )

    def check(self) -> None:
        """Writes one blob twice. Raises UnfitStore when it is taken twice, Refusal 503 when the store cannot be reached."""
        name = f"checks/{secrets.token_hex(8)}"
        try:
            if not self.create(name, b"1") or self.create(name, b"2"):
                raise UnfitStore("the store ignores If-None-Match: two nodes would overwrite each other's uploads")
        finally:
            self.delete([name])

    def create(self, name: str, content: bytes) -> bool:
        with _refusing():
            try:
                obstore.put(self._store, name, content, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
            return True

    def read(self, name: str) -> bytes | None:
        with _refusing():
            try:
                return obstore.get(self._store, name).bytes().to_bytes()
            except FileNotFoundError:
                return None

    def size(self, name: str) -> int | None:
        with _refusing():
            try:
                return obstore.head(self._store, name)["size"]
            except FileNotFoundError:
                return None

    def list(self, folder: str) -> list[Blob]:
        with _refusing():
            pages = obstore.list(self._store, folder)
            return [Blob(one["path"], one["size"], one["last_modified"]) for page in pages for one in page]

    def delete(self, names: Iterable[str]) -> None:
        with _refusing():
            if doomed := list(names):
                obstore.delete(self._store, doomed)


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        # Only the kind: what a store says may hold its address and key id.
        raise Refusal(503, "attachments-unavailable", "附件存储暂不可用", detail=type(error).__name__) from error
