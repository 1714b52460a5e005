import QtQuick
import "../theme"

// A matter to open: icon, name, a short word. `modelData` has code, name, short, icon and attention.
Pressable {
    id: tile
    required property var modelData
    property bool tinted: false
    objectName: "matter_" + modelData.code
    label: modelData.name
    hint: modelData.short
    implicitHeight: Math.max(168 * Theme.unit, column.implicitHeight + 2 * Theme.gap)
    height: implicitHeight
    Rectangle {
        anchors.fill: parent
        z: -1
        radius: Theme.radius
        color: tile.down ? Theme.pressed : tile.tinted ? Theme.primaryTint : Theme.surface
        border { width: tile.tinted && !Theme.contrast ? 0 : Theme.stroke; color: Theme.line }
    }
    Rectangle {
        id: plate
        width: (Theme.large ? 76 : 88) * Theme.unit
        height: width
        radius: Theme.gap
        color: tile.tinted ? Theme.surface : Theme.primaryTint
        anchors { left: parent.left; leftMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        Icon { anchors.centerIn: parent; name: tile.modelData.icon; color: Theme.primary; size: 54 * Theme.unit }
    }
    Column {
        id: column
        anchors { left: plate.right; leftMargin: Theme.gap; right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: 6 * Theme.unit
        Words { width: parent.width; text: tile.modelData.name; strong: true; color: tile.tinted ? Theme.primaryDeep : Theme.ink; font.pixelSize: Math.round(35 * Theme.textScale) }
        Words { width: parent.width; text: tile.modelData.short; visible: text !== ""; color: tile.modelData.attention ? Theme.warning : Theme.soft; font.pixelSize: Theme.smallSize }
    }
}
