import QtQuick
import "../theme"

// A remark that stands beside the question. tone: "plain", "ok", "warning" or "danger"; the icon says it without colour.
Rectangle {
    id: note
    property string text
    property string tone: "plain"
    property string icon: tone === "ok" ? "check" : tone === "plain" ? "" : "attention"
    readonly property color shade: tone === "ok" ? Theme.ok : tone === "warning" ? Theme.warning : tone === "danger" ? Theme.danger : Theme.accent
    implicitHeight: words.implicitHeight + 2 * Theme.gap
    implicitWidth: 400 * Theme.unit
    radius: 6 * Theme.unit
    color: tone === "ok" ? Theme.okTint : tone === "warning" ? Theme.warningTint : tone === "danger" ? Theme.dangerTint : Theme.surface
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Rectangle {
        id: bar
        width: 8 * Theme.unit
        height: parent.height
        color: note.shade
        anchors.left: parent.left
    }
    Icon {
        id: sign
        visible: note.icon !== ""
        name: note.icon
        color: note.shade
        size: visible ? 44 * Theme.unit : 0
        anchors { left: bar.right; leftMargin: visible ? Theme.gap : 0; top: parent.top; topMargin: Theme.gap }
    }
    Words {
        id: words
        anchors { left: sign.right; leftMargin: Theme.gap; right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        text: note.text
        font.pixelSize: Theme.labelSize
        color: note.tone === "plain" ? Theme.ink : note.shade
    }
}
