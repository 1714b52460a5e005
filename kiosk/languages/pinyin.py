"""Chinese from Latin letters: candidates for pinyin, as a keyboard shows them.

Understands whole syllables (`wulumuqi`), first letters (`wlmq`), both mixed (`wulmq`) and a last syllable that is not finished
(`wulumuq`). It learns nothing about anybody: the same letters always give the same candidates.

The table is made by installer/pinyin_table.py, which also says how it is written. ü is typed as v; after l and n also as u.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "assets" / "pinyin" / "table.txt.gz"

LONGEST_INPUT = 48  # letters that are looked at; no keyboard should let a person type more before choosing
ALIASES = {"lue": "lve", "nue": "nve"}
FIRST_SOUNDS = frozenset([*"bpmfdtnlgkhjqxrzcsywaeo", "zh", "ch", "sh"])

# In the unit of weights, ten times a natural logarithm.
SHORTENED = 28  # what a syllable given by its first letters costs: a word must be 16 times as frequent to win
UNFINISHED = 12
TOTAL = 178  # of all frequencies together; what each further word of a composed text costs

Word = tuple[str, int]
Bucket = dict[tuple[str, ...], list[Word]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that the first `consumed` letters may mean."""

    text: str
    consumed: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to divide the first letters into syllables. `whole` tells which of `parts` are whole syllables."""

    parts: tuple[str, ...]
    whole: tuple[bool, ...]
    end: int


class PinyinEngine:
    """Loading takes some tens of milliseconds: do it on a worker. `candidates` then answers in a few."""

    def __init__(self, table: Path = TABLE) -> None:
        """Raises OSError when the table cannot be read, ValueError when it is not one."""
        lines = gzip.decompress(table.read_bytes()).decode("utf-8").splitlines()
        self._lines: dict[str, str] = {}
        for line in lines:
            key, tab, content = line.partition("\t")
            if not tab:
                raise ValueError(f"{table.name}: a line without a tab")
            self._lines[key] = content
        self._beginnings = {key[:length] for key in self._lines for length in range(1, len(key) + 1)}
        self._buckets: dict[str, Bucket] = {}
        single = (key for key in self._lines if len(key) == 1)
        self._syllables = frozenset(parts[0] for key in single for parts in self._bucket(key)) | ALIASES.keys()
        self._unfinished = frozenset(part[:length] for part in self._syllables for length in range(1, len(part)))

    def candidates(self, letters: str, limit: int = 60) -> list[Candidate]:
        """At most `limit`, best first; texts are not repeated. Empty when the first letter begins no syllable.

        What uses up more letters comes first; what has been shortened only comes before the shorter ones if it uses up all.
        """
        letters = letters.lower()[:LONGEST_INPUT]
        best: dict[str, tuple[float, float, int]] = {}
        exact = False
        for reading in self._readings(letters):
            complete = reading.end == len(letters)
            whole = all(reading.whole)
            for text, score in self._words(reading):
                exact = exact or (complete and whole)
                rank = (reading.end if whole or complete else reading.end - len(letters), score, reading.end)
                if text not in best or rank > best[text]:
                    best[text] = rank
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        found = [Candidate(text, consumed) for text, (_, _, consumed) in ranked[:limit]]
        composed = None if exact else self._composed(letters)
        if composed and composed not in best:
            found = [Candidate(composed, len(letters)), *found][:limit]
        return found

    def reads(self, character: str, syllable: str) -> bool:
        """Whether the character is offered under this syllable."""
        words = self._bucket(syllable[:1]).get((ALIASES.get(syllable, syllable),), [])
        return any(text == character for text, _ in words)

    # -- dividing -----------------------------------------------------------------------------------------------------------

    def _readings(self, letters: str) -> Iterator[_Reading]:
        """All divisions of all beginnings of `letters` that some word could have."""
        waiting = [(_Reading((), (), 0), "")]
        while waiting:
            reading, key = waiting.pop()
            if key in self._lines:
                yield reading
            for part, whole in self._parts(letters, reading.end):
                longer = key + part[0]
                if longer in self._beginnings:
                    further = _Reading((*reading.parts, part), (*reading.whole, whole), reading.end + len(part))
                    waiting.append((further, longer))

    def _parts(self, letters: str, start: int) -> Iterator[tuple[str, bool]]:
        for end in range(start + 1, min(start + 6, len(letters)) + 1):
            part = letters[start:end]
            if part in self._syllables:
                yield part, True
            if part in FIRST_SOUNDS or (
                end == len(letters) and part in self._unfinished and part not in self._syllables
            ):
                yield part, False

    # -- looking up ---------------------------------------------------------------------------------------------------------

    def _words(self, reading: _Reading) -> Iterator[tuple[str, float]]:
        """The words that can be read so, with their scores."""
        bucket = self._bucket("".join(part[0] for part in reading.parts))
        if all(reading.whole):
            yield from bucket.get(tuple(ALIASES.get(part, part) for part in reading.parts), ())
            return
        cost = sum(
            0 if whole else SHORTENED if part in FIRST_SOUNDS else UNFINISHED
            for part, whole in zip(reading.parts, reading.whole, strict=True)
        )
        wanted = list(zip(range(len(reading.parts)), reading.parts, reading.whole, strict=True))
        for syllables, words in bucket.items():
            if all(syllables[i] == part if whole else syllables[i].startswith(part) for i, part, whole in wanted):
                for text, weight in words:
                    yield text, weight - cost

    def _bucket(self, key: str) -> Bucket:
        """The words with these first letters, read from their line when first asked for."""
        if key not in self._buckets:
            bucket: Bucket = {}
            for group in self._lines.get(key, "").split(";") if key in self._lines else ():
                reading, _, words = group.partition("=")
                pairs = (word.partition(":") for word in words.split(","))
                bucket[tuple(reading.split(" "))] = [(text, int(weight)) for text, _, weight in pairs]
            self._buckets[key] = bucket
        return self._buckets[key]

    # -- composing ----------------------------------------------------------------------------------------------------------

    def _composed(self, letters: str) -> str | None:
        """The likeliest sequence of words for letters that are whole syllables throughout; None if they are not."""
        score: list[float] = [0.0, *([-inf] * len(letters))]
        text = [""] * (len(letters) + 1)
        for start in range(len(letters)):
            if score[start] == -inf:
                continue
            for end, word, weight in self._whole_words(letters, start):
                total = score[start] + weight - TOTAL
                if total > score[end]:
                    score[end], text[end] = total, text[start] + word
        return text[-1] or None

    def _whole_words(self, letters: str, start: int) -> Iterator[tuple[int, str, int]]:
        """The most frequent word for each division into whole syllables from `start` on."""
        waiting: list[tuple[tuple[str, ...], str, int]] = [((), "", start)]
        while waiting:
            parts, key, end = waiting.pop()
            words = self._bucket(key).get(parts) if key else None
            if words:
                yield end, *words[0]
            for stop in range(end + 1, min(end + 6, len(letters)) + 1):
                part = letters[end:stop]
                if part in self._syllables and key + part[0] in self._beginnings:
                    waiting.append(((*parts, ALIASES.get(part, part)), key + part[0], stop))
