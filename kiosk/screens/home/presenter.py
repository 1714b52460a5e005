"""What would you like to do? Life events, quick services, a search over all matters, and a begun matter to go on with."""

from PySide6.QtCore import Signal, Slot

from kiosk.languages.isolates import ltr
from kiosk.matters.kinds import Place
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.screens.services import Tile


class HomePresenter(Presenter):
    updated = Signal()

    found = Signal()

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self._query = ""
        self._tiles = self.stage.tiles()
        self._gone = ""  # the name of a matter that was withdrawn before the finger came down

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("home_title")

    @Property("QVariantList", notify=updated)
    def lifeEvents(self) -> list[dict[str, object]]:
        return [self._shown(tile) for tile in self._tiles if tile.place == Place.LIFE_EVENT]

    @Property("QVariantList", notify=updated)
    def quick(self) -> list[dict[str, object]]:
        return [self._shown(tile) for tile in self._tiles if tile.place == Place.QUICK]

    @Property(str, notify=updated)
    def here(self) -> str:
        """What this machine can do, and who helps."""
        return self.text("home_here", phone=ltr(self.stage.services.helper_phone))

    @Property(str, notify=updated)
    def begun(self) -> str:
        """The name of the matter that was begun and can be gone on with."""
        return self.matter_text("name") if self.stage.begun else ""

    @Property(str, notify=updated)
    def gone(self) -> str:
        """That what was tapped is not done here any more, since just now."""
        return self.text("home_gone", matter=self._gone) if self._gone else ""

    @Property(str, notify=found)
    def query(self) -> str:
        return self._query

    @Property("QVariantList", notify=found)
    def results(self) -> list[dict[str, object]]:
        if not self._query.strip():
            return []
        return [self._shown(tile) for tile in self.stage.services.catalogue.search(self._query, self.stage.language)]

    def spoken(self) -> list[str]:
        names = [str(tile["name"]) for tile in [*self.lifeEvents, *self.quick]]
        return [self.text("home_title"), self.text("spoken_choices", count=len(names)), *names]

    def language_changed(self) -> None:
        self._gone = ""  # it was named in the language before
        self.catalogue_changed()

    def catalogue_changed(self) -> None:
        self._tiles = self.stage.tiles()
        self.changed.emit()
        self.found.emit()

    @Slot(str)
    def search(self, query: str) -> None:
        self._query = query[:60]
        self.found.emit()

    @Slot(str)
    def open(self, code: str) -> None:
        try:
            self.stage.open_matter(code)
        except KeyError:
            shown = [*self._tiles, *self.stage.services.catalogue.search(self._query, self.stage.language)]
            self._gone = next((tile.name for tile in shown if tile.code == code), code)
            self.catalogue_changed()
            self.stage.say([self.gone])

    @Slot()
    def resume(self) -> None:
        self.stage.resume()

    @Slot()
    def progress(self) -> None:
        self.stage.show_beside("progress")

    def _shown(self, tile: Tile) -> dict[str, object]:
        printer_down = tile.printer_needed and not self.stage.services.printer.state.usable
        return {
            "code": tile.code,
            "name": tile.name,
            "short": self.text("home_no_printer") if printer_down else tile.short,
            "icon": tile.icon,
            "attention": printer_down,
        }
