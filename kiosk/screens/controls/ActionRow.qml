import QtQuick
import "../theme"

// A way to go, as a full row: what it does, and a word on when it fits.
Pressable {
    id: row
    implicitHeight: Math.max(Theme.row, column.implicitHeight + 2 * Theme.gap)
    implicitWidth: 400 * Theme.unit
    Rectangle {
        anchors.fill: parent
        z: -1
        radius: Theme.radius
        color: row.down ? Theme.pressed : Theme.surface
        border { width: Theme.strong; color: Theme.primary }
    }
    Column {
        id: column
        anchors { left: parent.left; leftMargin: 32 * Theme.unit; right: pointer.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: 4 * Theme.unit
        Words { width: parent.width; text: row.label; strong: true; color: Theme.primary }
        Words { width: parent.width; text: row.hint; visible: text !== ""; color: Theme.soft; font.pixelSize: Theme.smallSize }
    }
    Icon {
        id: pointer
        name: "forward"
        points: true
        color: Theme.primary
        anchors { right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
    }
}
