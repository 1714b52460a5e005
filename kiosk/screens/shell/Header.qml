import QtQuick
import "../theme"
import "../controls"

// Who we are, the three languages in their fixed order, the time and the network.
Rectangle {
    id: header
    color: Theme.surface
    Rectangle { width: parent.width; height: Theme.stroke; color: Theme.line; anchors.bottom: parent.bottom }
    Icon {
        id: mark
        name: "mark"
        color: Theme.primary
        size: 68 * Theme.unit
        anchors { left: parent.left; leftMargin: 36 * Theme.unit; verticalCenter: parent.verticalCenter }
    }
    Column {
        anchors { left: mark.right; leftMargin: 16 * Theme.unit; right: languages.left; rightMargin: Theme.halfGap; verticalCenter: parent.verticalCenter }
        Words { text: words.app_name; strong: true; font.pixelSize: Math.round(34 * Theme.unit); width: parent.width; elide: Text.ElideRight; wrapMode: Text.NoWrap }
        Words { text: words.app_tagline; color: Theme.soft; font.pixelSize: Math.round(22 * Theme.unit); width: parent.width; elide: Text.ElideRight; wrapMode: Text.NoWrap }
    }
    Rectangle {
        id: languages
        width: row.width
        height: 92 * Theme.unit
        radius: 16 * Theme.unit
        color: Theme.surface
        border { width: Theme.stroke; color: Theme.line }
        anchors { right: clock.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        Row {
            id: row
            LayoutMirroring.enabled: false  // the same order in every language
            height: parent.height
            Repeater {
                model: shell.languages
                Pressable {
                    id: button
                    required property var modelData
                    objectName: "language_" + modelData.code
                    label: modelData.name
                    selectable: true
                    selected: modelData.code === shell.language
                    width: Math.max(150 * Theme.unit, name.implicitWidth + 48 * Theme.unit)
                    height: row.height
                    onTapped: shell.chooseLanguage(modelData.code)
                    Rectangle {
                        anchors { fill: parent; margins: Theme.stroke }
                        radius: 14 * Theme.unit
                        color: button.selected ? Theme.primary : button.down ? Theme.pressed : "transparent"
                    }
                    Text {
                        id: name
                        anchors.centerIn: parent
                        text: button.label
                        color: button.selected ? Theme.primaryInk : Theme.ink
                        font.family: button.modelData.code === "zh" ? "Noto Sans CJK SC" : "Noto Sans Arabic"
                        font.bold: button.selected
                        font.pixelSize: Math.round(29 * Theme.unit)
                    }
                }
            }
        }
    }
    Column {
        id: clock
        width: 150 * Theme.unit
        anchors { right: parent.right; rightMargin: 28 * Theme.unit; verticalCenter: parent.verticalCenter }
        Words { text: shell.clock; strong: true; font.pixelSize: Math.round(32 * Theme.unit); width: parent.width; horizontalAlignment: Text.AlignHCenter }
        Words {
            text: shell.online ? words.network_ok : words.network_down
            color: shell.online ? Theme.soft : Theme.warning
            font.pixelSize: Math.round(20 * Theme.unit)
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            maximumLineCount: 2
        }
    }
}
