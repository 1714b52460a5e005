import QtQuick
import "../theme"

// An action beside the main one. `tone` "danger" for what cannot be taken back.
Pressable {
    id: button
    property string tone: "plain"
    property string icon
    property bool pointing: false
    property bool compact: false
    property bool filled: false  // the best way among several in a list
    readonly property color shade: !enabled ? Theme.soft : tone === "danger" ? Theme.danger : Theme.primary
    readonly property color ink: filled && !down ? Theme.primaryInk : shade
    implicitHeight: Math.max(compact ? Theme.touch : Theme.action, words.implicitHeight + Theme.gap)
    implicitWidth: Math.max((compact ? 160 : 220) * Theme.unit, words.implicitWidth + row.signWidth + 3 * Theme.gap)
    Rectangle {
        anchors.fill: parent
        z: -1
        radius: Theme.radius
        color: button.down ? Theme.pressed : button.filled ? button.shade : button.selected ? Theme.primaryTint : Theme.surface
        border { width: Theme.strong; color: button.shade }
    }
    Row {
        id: row
        readonly property real signWidth: button.icon !== "" ? 40 * Theme.unit + spacing : 0
        anchors.centerIn: parent
        spacing: Theme.halfGap
        Icon {
            visible: button.icon !== ""
            name: button.icon
            points: button.pointing
            color: button.ink
            size: 40 * Theme.unit
            anchors.verticalCenter: parent.verticalCenter
        }
        Words {
            id: words
            text: button.label
            strong: true
            color: button.ink
            font.pixelSize: button.compact ? Theme.labelSize : Theme.bodySize
            width: Math.min(implicitWidth, button.width - row.signWidth - Theme.gap)
            horizontalAlignment: Text.AlignHCenter
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
