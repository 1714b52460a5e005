import QtQuick
import "../theme"
import "../controls"

FocusScope {
    id: home
    property var presenter
    readonly property bool searching: field.text.trim() !== ""
    // The tiles stay through a change of language and only their words change: their models are numbers.
    readonly property var lifeEvents: presenter.lifeEvents
    readonly property var quickServices: presenter.quick

    // The tiles of a group are all as high as the highest.
    function tallest(tiles) {
        let most = 0
        for (let index = 0; index < tiles.count; index++)
            if (tiles.itemAt(index))
                most = Math.max(most, tiles.itemAt(index).implicitHeight)
        return most
    }

    Column {
        id: top
        anchors { top: parent.top; topMargin: (Theme.landscape ? 28 : 52) * Theme.unit; left: parent.left; right: parent.right; leftMargin: Theme.margin; rightMargin: Theme.margin }
        spacing: (Theme.landscape ? 20 : 36) * Theme.unit
        Words { objectName: "title"; width: parent.width; text: home.presenter.title; strong: true; font.pixelSize: Theme.titleSize; Accessible.role: Accessible.Heading; Accessible.name: text }
        SearchField {
            id: field
            objectName: "search"
            width: parent.width
            placeholder: words.home_search
            onTextChanged: home.presenter.search(text)
        }
    }
    Scroller {
        id: scroller
        objectName: "scroller"
        anchors { top: top.bottom; topMargin: Theme.gap; left: parent.left; right: parent.right; leftMargin: Theme.margin; rightMargin: Theme.margin; bottom: parent.bottom; bottomMargin: Theme.halfGap }
        spacing: Theme.gap
        Note { objectName: "gone"; width: parent.width; visible: home.presenter.gone !== ""; text: home.presenter.gone; tone: "warning" }
        Note {
            width: parent.width
            visible: home.presenter.begun !== "" && !home.searching
            text: words.home_begun + "\n" + home.presenter.begun
        }
        SecondaryButton {
            objectName: "resume"
            visible: home.presenter.begun !== "" && !home.searching
            compact: true
            label: words.home_resume
            icon: "forward"
            pointing: true
            onTapped: home.presenter.resume()
        }
        Heading { width: parent.width; visible: !home.searching; text: words.home_life_events }
        Grid {
            id: events
            readonly property real tallest: home.tallest(eventTiles)
            visible: !home.searching
            width: parent.width
            columns: Theme.landscape ? Math.max(2, Math.min(4, home.lifeEvents.length)) : 2
            spacing: 20 * Theme.unit
            Repeater {
                id: eventTiles
                model: home.lifeEvents.length
                Tile { required property int index; height: Math.max(implicitHeight, events.tallest); modelData: home.lifeEvents[index]; width: (events.width - (events.columns - 1) * events.spacing) / events.columns; onTapped: home.presenter.open(modelData.code) }
            }
        }
        Heading { width: parent.width; visible: !home.searching; text: words.home_quick }
        Grid {
            id: quick
            readonly property real tallest: Math.max(home.tallest(quickTiles), progressTile.implicitHeight)
            visible: !home.searching
            width: parent.width
            columns: Theme.landscape ? Math.max(2, Math.min(4, home.quickServices.length + 1)) : 2
            spacing: 20 * Theme.unit
            Repeater {
                id: quickTiles
                model: home.quickServices.length
                Tile { required property int index; height: Math.max(implicitHeight, quick.tallest); modelData: home.quickServices[index]; width: (quick.width - (quick.columns - 1) * quick.spacing) / quick.columns; tinted: true; onTapped: home.presenter.open(modelData.code) }
            }
            Tile {
                id: progressTile
                objectName: "progress"
                height: Math.max(implicitHeight, quick.tallest)
                width: (quick.width - (quick.columns - 1) * quick.spacing) / quick.columns
                tinted: true
                modelData: ({ code: "progress", name: words.home_progress, short: words.home_progress_short, icon: "progress", attention: false })
                onTapped: home.presenter.progress()
            }
        }
        Item { width: 1; height: Theme.halfGap; visible: !home.searching }
        Note { width: parent.width; visible: !home.searching && !shell.online; text: words.home_offline; tone: "warning" }
        Note { width: parent.width; visible: !home.searching; text: home.presenter.here }
        Repeater {
            model: home.searching ? home.presenter.results : []
            Tile { width: scroller.width - (scroller.needed ? Theme.touch + Theme.gap : 0); onTapped: home.presenter.open(modelData.code) }
        }
        Note {
            width: parent.width
            visible: home.searching && home.presenter.results.length === 0
            text: words.home_nothing_found
        }
    }
}
