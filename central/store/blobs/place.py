"""Which blob store an operator means."""

from pathlib import Path

from central.store.blobs.blobs import Blobs
from central.store.blobs.bucket import BucketBlobs
from central.store.blobs.folder import FolderBlobs


def open_blobs(place: str) -> Blobs:
    """`place`: s3://bucket/prefix, or a folder. Raises UnfitStore, or Refusal 503 when a bucket cannot be reached."""
    if not place.startswith("s3://"):
        return FolderBlobs(Path(place))
    bucket = BucketBlobs(place)
    bucket.check()
    return bucket
