import QtQuick
import "../../screens/theme"
import "../../screens/controls"

// A small button of the desk; `selected` while what it does lasts.
Pressable {
    id: button
    property string tone: "plain"
    readonly property color shade: tone === "danger" ? Theme.danger : Theme.primary
    actsOnce: false
    implicitWidth: text.implicitWidth + 28
    implicitHeight: 36
    ringRadius: 8
    Rectangle {
        anchors.fill: parent
        z: -1
        radius: 8
        color: button.selected ? button.shade : button.down ? Theme.pressed : Theme.surface
        border { width: 1; color: button.enabled ? button.shade : Theme.line }
    }
    Words {
        id: text
        anchors.centerIn: parent
        text: button.label
        font.pixelSize: Theme.labelSize
        color: !button.enabled ? Theme.soft : button.selected ? Theme.primaryInk : button.shade
    }
}
