import QtQuick
import "../theme"

// The main action: one on a screen, at the reading end.
Pressable {
    id: button
    implicitHeight: Math.max(Theme.action, words.implicitHeight + Theme.gap)
    implicitWidth: Math.max(300 * Theme.unit, words.implicitWidth + 4 * Theme.gap)
    Rectangle {
        anchors.fill: parent
        z: -1
        radius: Theme.radius
        border { width: Theme.contrast && !button.enabled ? Theme.stroke : 0; color: Theme.line }
        color: !button.enabled ? (Theme.contrast ? Theme.ground : Theme.line) : button.down ? Theme.accentPressed : Theme.accent
    }
    Words {
        id: words
        anchors.centerIn: parent
        width: Math.min(implicitWidth, button.width - Theme.gap)
        text: button.label
        strong: true
        color: button.enabled ? Theme.accentInk : Theme.soft
        font.pixelSize: Math.round(38 * Theme.textScale)
        horizontalAlignment: Text.AlignHCenter
    }
}
