"""Keeps very many short texts in little memory: packed by the thousand, unpacked on demand."""

import zlib
from collections.abc import Iterable, Iterator

CHUNK = 4096
_END = "\x00"


class Texts:
    """A list of texts that can grow; *take* brings single ones back."""

    __slots__ = ("_open", "_packed")

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._open: list[str] = []

    def append(self, text: str) -> None:
        """Add one text."""
        self._open.append(text)
        if len(self._open) == CHUNK:
            joined = _END.join(t.replace(_END, " ") for t in self._open)
            self._packed.append(zlib.compress(joined.encode("utf-8", "replace"), 1))
            self._open = []

    def __len__(self) -> int:
        """How many there are."""
        return len(self._packed) * CHUNK + len(self._open)

    def chunks(self) -> Iterator[list[str]]:
        """All texts in order, a few thousand at a time."""
        for packed in self._packed:
            yield _unpacked(packed)
        if self._open:
            yield self._open

    def take(self, places: Iterable[int]) -> dict[int, str]:
        """The texts at *places*, by place."""
        wanted: dict[int, list[int]] = {}
        for place in places:
            wanted.setdefault(place // CHUNK, []).append(place)
        found: dict[int, str] = {}
        for chunk, group in wanted.items():
            packed = chunk < len(self._packed)
            texts = _unpacked(self._packed[chunk]) if packed else self._open
            found |= {place: texts[place % CHUNK] for place in group}
        return found


def _unpacked(packed: bytes) -> list[str]:
    return zlib.decompress(packed).decode().split(_END)
