import QtQuick
import "../theme"

// What stands around every field: label, where the answer came from, hint, the control itself, and what is wrong with it.
Item {
    id: frame
    property var field
    property bool active: false
    default property alias content: holder.data
    implicitHeight: column.implicitHeight
    Column {
        id: column
        width: parent.width
        spacing: 8 * Theme.unit
        Flow {
            width: parent.width
            spacing: Theme.gap
            Words {
                width: Math.min(implicitWidth, parent.width)
                text: frame.field.label
                strong: true
                font.pixelSize: Theme.labelSize
            }
            Row {
                visible: frame.field.tag !== ""
                spacing: 6 * Theme.unit
                Icon { name: "tick"; color: Theme.ok; size: 36 * Theme.unit; anchors.verticalCenter: parent.verticalCenter }
                Words { text: frame.field.tag; color: Theme.ok; font.pixelSize: Theme.smallSize; anchors.verticalCenter: parent.verticalCenter }
            }
        }
        Words { width: parent.width; visible: text !== ""; text: frame.field.hint; color: Theme.soft; font.pixelSize: Theme.smallSize }
        Item {
            id: holder
            width: parent.width
            implicitHeight: childrenRect.height
        }
        Row {
            width: parent.width
            visible: frame.field.error !== ""
            spacing: Theme.halfGap
            Icon { id: sign; name: "attention"; color: Theme.danger; size: 40 * Theme.unit }
            Words {
                objectName: "error_" + frame.field.key
                width: parent.width - sign.width - parent.spacing
                text: frame.field.error
                color: Theme.danger
                font.pixelSize: Theme.smallSize
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }
        }
    }
}
