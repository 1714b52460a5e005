import QtQuick
import "../theme"

// A fact to read: an icon, a label and a text.
Item {
    id: fact
    property string icon
    property string label
    property string text
    property bool quiet: false
    property bool labelBelow: false
    property bool points: false
    property color shade: Theme.primary
    implicitHeight: Math.max(44 * Theme.unit, column.implicitHeight) + (quiet ? 0 : Theme.halfGap)
    Accessible.role: Accessible.StaticText
    Accessible.name: label + " " + text
    Icon {
        id: sign
        name: fact.icon
        points: fact.points
        color: fact.shade
        size: 44 * Theme.unit
        anchors { left: parent.left; top: parent.top; topMargin: 4 * Theme.unit }
    }
    Column {
        id: column
        anchors { left: sign.right; leftMargin: Theme.gap; right: parent.right; top: parent.top }
        spacing: 2 * Theme.unit
        Words { width: parent.width; visible: text !== "" && !fact.labelBelow; text: fact.label; color: Theme.soft; font.pixelSize: Theme.smallSize }
        Words { width: parent.width; text: fact.text }
        Words { width: parent.width; visible: text !== "" && fact.labelBelow; text: fact.label; color: Theme.soft; font.pixelSize: Theme.smallSize }
    }
}
