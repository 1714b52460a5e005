import QtQuick
import "../../screens/theme"
import "../../screens/controls"

// A group of the desk: its name, how it stands, and what it holds.
Column {
    id: section
    default property alias content: holder.data
    property string name
    property string standing
    property string tone: "plain"
    width: parent ? parent.width : 0
    spacing: 6
    Rectangle { width: parent.width; height: 1; color: Theme.line }
    Item {
        width: parent.width
        height: title.implicitHeight
        Words { id: title; text: section.name; strong: true; font.pixelSize: Theme.labelSize + 1 }
        Words {
            anchors { right: parent.right; left: title.right; leftMargin: 12; baseline: title.baseline }
            horizontalAlignment: Text.AlignRight
            elide: Text.ElideRight
            wrapMode: Text.NoWrap
            text: section.standing
            font.pixelSize: Theme.smallSize
            color: section.tone === "danger" ? Theme.danger : section.tone === "ok" ? Theme.ok : Theme.soft
        }
    }
    Column {
        id: holder
        width: parent.width
        spacing: 6
    }
}
