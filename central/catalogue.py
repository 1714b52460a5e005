"""The catalogue as terminals get it: changes in signed pages, or the whole as a signed file."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

from central.problems import Refusal
from central.store import streams
from central.store.epochs import Epochs
from central.store.matters import PublishedMatters
from central.store.snapshots import Snapshots
from kiosk.contract.catalogue import sign
from kiosk.contract.platform import CataloguePage, Snapshot

_RETRY_S = 5


@dataclass(frozen=True, slots=True)
class SignedCatalogue:
    """For any number of threads. `key` is the same on all nodes."""

    matters: PublishedMatters
    epochs: Epochs
    snapshots: Snapshots
    key: SigningKey

    @property
    def public_key(self) -> str:
        """Base64, as in Enrolment."""
        return b64encode(bytes(self.key.verify_key)).decode()

    def page(self, terminal: str, epoch: str, seq: int) -> CataloguePage:
        """Changes after the cursor. Raises Refusal 410 for a cursor that is not ours."""
        if not epoch or not self.epochs.cursor(terminal, epoch, seq, streams.CATALOGUE):
            raise _unknown()
        page = self.matters.page(seq)
        if page.epoch != epoch:  # another one began just now
            raise _unknown()
        return page.model_copy(update={"signature": sign(page, self.key)})

    def snapshot(self, terminal: str, epoch: str, seq: int) -> Snapshot:
        """One that leads on from the cursor, or from nothing. Raises Refusal 409 while it is being made, which is no reason to
        stop sending applications."""
        at_least = seq if epoch and self.epochs.cursor(terminal, epoch, seq, streams.CATALOGUE) else 0
        made = self.snapshots.newest(at_least)
        if made is None:
            raise Refusal(409, "snapshot-in-the-making", "目录快照正在生成", retry_after=_RETRY_S)
        return made.model_copy(update={"signature": sign(made, self.key)})

    def file(self, sha256: str) -> Path:
        """Raises Refusal 404 for a snapshot that is not kept here (any more)."""
        path = self.snapshots.path(sha256)
        if not path.exists():
            raise Refusal(404, "snapshot-unknown", "没有这个目录快照")
        return path


def _unknown() -> Refusal:
    return Refusal(410, "epoch-unknown", "平台不认识这个位置，请取目录快照", field="epoch")
