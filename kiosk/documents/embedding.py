"""TrueType embedding in which every glyph says the letters it stands for, so that text can be searched, copied and read aloud."""

from functools import cached_property
from typing import Any

from reportlab.pdfbase.ttfonts import SUBSETN, TTFont


class ReadableFont(TTFont):  # type: ignore[misc]
    """A font of reportlab whose shaped glyphs map back to their letters (ToUnicode, ISO 32000-1, 9.10.3).

    reportlab asks for glyphs by code point only. A glyph that HarfBuzz chose gets a private code for each text it stands
    for: one shape may serve two letters, and must not be read as the other.
    """

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path, subfontIndex=0)
        self._private: dict[tuple[int, str], int] = {}
        self._letters: dict[int, str] = {}

    @cached_property
    def shaper(self) -> Any:
        """The font as HarfBuzz measures it, in its own units."""
        import uharfbuzz

        return uharfbuzz.Font(self.hbFace)

    @cached_property
    def blank(self) -> int:
        """The glyph of the space."""
        return int(self.face.charToGlyph[0x20])

    def code(self, glyph: int, letters: str) -> int:
        """`letters`: in reading order, empty for a glyph that only completes another.

        Its width is the font's own (ISO 19005-2, 6.2.11.5), however far HarfBuzz moves on after it.
        """
        known = self._private.get((glyph, letters))
        if known is not None:
            return known
        code = 0xE000 + len(self._private)
        while code in self.face.charToGlyph:
            code += 1
        self.face.charToGlyph[code] = glyph
        self.face.charWidths[code] = self.pdfScale(self.shaper.get_glyph_h_advance(glyph))
        self._private[glyph, letters] = code
        self._letters[code] = letters
        return code

    def addObjects(self, doc: Any) -> None:
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("pdfdoc")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = self._to_unicode(name, subset)

    def _to_unicode(self, name: str, subset: list[int]) -> str:
        texts = ((code, self._letters.get(point, chr(point))) for code, point in enumerate(subset))
        mapped = [f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in texts if text != "\0"]
        # At most a hundred entries in a block (Adobe Technical Note 5014).
        blocks = [mapped[at : at + 100] for at in range(0, len(mapped), 100)]
        return "\n".join(
            [
                "/CIDInit /ProcSet findresource begin",
                "12 dict begin",
                "begincmap",
                f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
                f"/CMapName /{name} def",
                "/CMapType 2 def",
                "1 begincodespacerange",
                "<00> <FF>",
                "endcodespacerange",
                *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
                "endcmap",
                "CMapName currentdict /CMap defineresource pop",
                "end",
                "end",
            ]
        )
