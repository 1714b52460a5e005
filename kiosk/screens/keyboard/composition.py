"""Letters on their way to becoming Chinese: what has been typed, what it may mean, and which of that is in view."""

from kiosk.languages.pinyin import Candidate, PinyinEngine

MOST_LETTERS = 30
MOST_CANDIDATES = 240
AROUND = 1.3  # the room a candidate takes beside its characters, in characters


class Composition:
    """Letters and their candidates. Without an engine (it is still loading) letters are kept and there are no candidates yet."""

    def __init__(self) -> None:
        self.letters = ""
        self._engine: PinyinEngine | None = None
        self._found: list[Candidate] = []
        self._first = 0
        self._room = 16.0

    @property
    def engine(self) -> PinyinEngine | None:
        return self._engine

    @engine.setter
    def engine(self, engine: PinyinEngine) -> None:
        self._engine = engine
        self._look()

    @property
    def room(self) -> float:
        """How many characters fit side by side."""
        return self._room

    @room.setter
    def room(self, room: float) -> None:
        self._room = max(room, 1.0)

    @property
    def in_view(self) -> list[str]:
        return [candidate.text for candidate in self._found[self._first : self._end(self._first)]]

    @property
    def has_previous(self) -> bool:
        return self._first > 0

    @property
    def has_next(self) -> bool:
        return self._end(self._first) < len(self._found)

    def add(self, letter: str) -> None:
        if len(self.letters) < MOST_LETTERS:
            self.letters += letter
            self._look()

    def take_back(self) -> None:
        self.letters = self.letters[:-1]
        self._look()

    def clear(self) -> None:
        self.letters = ""
        self._look()

    def turn(self, pages: int) -> None:
        """Shows the next candidates (1) or those before (-1)."""
        if pages > 0 and self.has_next:
            self._first = self._end(self._first)
        elif pages < 0:
            start = 0
            while self._end(start) < self._first:
                start = self._end(start)
            self._first = start

    def choose(self, index: int) -> str:
        """The text of a candidate in view; the letters it used up are gone. Empty if there is none at this place."""
        place = self._first + index
        if not index >= 0 or place >= min(self._end(self._first), len(self._found)):
            return ""
        chosen = self._found[place]
        self.letters = self.letters[chosen.consumed :]
        self._look()
        return chosen.text

    def _look(self) -> None:
        self._first = 0
        self._found = self._engine.candidates(self.letters, MOST_CANDIDATES) if self._engine and self.letters else []
        if self._engine and self.letters and not self._found:
            self._found = [Candidate(self.letters, len(self.letters))]  # no pinyin: it can still be text as it is

    def _end(self, first: int) -> int:
        """The place after the last candidate that fits in a row beginning with `first`; at least one does."""
        taken, end = 0.0, first
        while end < len(self._found):
            taken += len(self._found[end].text) + AROUND
            if taken > self._room and end > first:
                break
            end += 1
        return end
