import QtQuick
import "../theme"

// The one search field.
FocusScope {
    id: field
    property alias text: input.text
    property string placeholder
    implicitHeight: 120 * Theme.unit
    Accessible.role: Accessible.EditableText
    Accessible.name: placeholder
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.surface
        border { width: Theme.strong; color: Theme.primary }
    }
    Icon {
        id: glass
        name: "find"
        color: Theme.primary
        size: 48 * Theme.unit
        anchors { left: parent.left; leftMargin: 32 * Theme.unit; verticalCenter: parent.verticalCenter }
    }
    TextInput {
        id: input
        objectName: field.objectName + "_input"
        anchors { left: glass.right; leftMargin: Theme.gap; right: parent.right; rightMargin: 32 * Theme.unit; verticalCenter: parent.verticalCenter }
        height: parent.height
        verticalAlignment: TextInput.AlignVCenter
        color: Theme.ink
        font { family: Theme.fontFamily; pixelSize: Theme.bodySize }
        clip: true
        maximumLength: 60
        horizontalAlignment: TextInput.AlignLeft
        inputMethodHints: Qt.ImhNoPredictiveText
        function open() { keyboard.open("text", shell.language) }
        onActiveFocusChanged: activeFocus ? open() : keyboard.hide()
        onAccepted: focus = false
        TapHandler { onTapped: if (!keyboard.shown) input.open() }
        Connections {
            target: shell
            function onLanguageChanged() { if (input.activeFocus && keyboard.shown) input.open() }
        }
        Words {
            anchors.fill: parent
            verticalAlignment: Text.AlignVCenter
            visible: input.text === "" && input.preeditText === ""
            text: field.placeholder
            color: Theme.soft
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
    }
}
