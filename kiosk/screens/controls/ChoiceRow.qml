import QtQuick
import "../theme"

// One answer among several: a full row to tap, with a mark that is not colour alone.
Pressable {
    id: row
    property bool several: false
    selectable: true
    actsOnce: false
    implicitHeight: Math.max(Theme.row, column.implicitHeight + 2 * Theme.gap)
    implicitWidth: 400 * Theme.unit
    Rectangle {
        anchors.fill: parent
        z: -1
        radius: Theme.radius
        color: row.down ? Theme.pressed : row.selected ? Theme.primaryTint : Theme.surface
        border { width: row.selected ? Theme.strong : Theme.stroke; color: row.selected ? Theme.primary : Theme.line }
    }
    Rectangle {
        id: mark
        width: 48 * Theme.unit
        height: width
        radius: row.several ? 10 * Theme.unit : width / 2
        color: row.selected ? Theme.primary : Theme.surface
        border { width: Theme.strong; color: row.selected ? Theme.primary : Theme.soft }
        anchors { left: parent.left; leftMargin: 32 * Theme.unit; verticalCenter: parent.verticalCenter }
        Icon { anchors.centerIn: parent; visible: row.selected; name: "tick"; color: Theme.primaryInk; size: 36 * Theme.unit }
    }
    Column {
        id: column
        anchors { left: mark.right; leftMargin: Theme.gap; right: parent.right; rightMargin: 32 * Theme.unit; verticalCenter: parent.verticalCenter }
        spacing: 4 * Theme.unit
        Words { width: parent.width; text: row.label; strong: row.selected; color: row.enabled ? Theme.ink : Theme.soft }
        Words { width: parent.width; text: row.hint; visible: text !== ""; color: Theme.soft; font.pixelSize: Theme.smallSize }
    }
}
