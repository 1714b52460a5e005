import QtQuick
import "../theme"

// A field for text or a number. `field` is a Field of kiosk/screens/fields.py.
FieldFrame {
    id: text
    Rectangle {
        width: parent.width
        height: Math.max(108 * Theme.unit, input.contentHeight + 2 * Theme.gap)
        radius: Theme.radius
        color: Theme.surface
        border {
            width: input.activeFocus || text.field.error !== "" ? Theme.strong * (input.activeFocus ? 1.6 : 1) : Theme.stroke
            color: text.field.error !== "" ? Theme.danger : input.activeFocus ? Theme.primary : Theme.contrast ? Theme.line : Theme.soft
        }
        MouseArea { anchors.fill: parent; onClicked: input.forceActiveFocus() }
        Item {
            id: room
            anchors { left: parent.left; leftMargin: 28 * Theme.unit; right: button.visible ? button.left : parent.right; rightMargin: 28 * Theme.unit; top: parent.top; bottom: parent.bottom }
        }
        TextInput {
            id: input
            objectName: "input_" + text.field.key
            anchors.fill: room
            verticalAlignment: TextInput.AlignVCenter
            horizontalAlignment: text.field.leftToRight && Theme.rightToLeft ? TextInput.AlignRight : TextInput.AlignLeft
            LayoutMirroring.enabled: text.field.leftToRight ? false : Theme.rightToLeft
            wrapMode: TextInput.Wrap
            color: Theme.ink
            selectionColor: Theme.primary
            selectedTextColor: Theme.primaryInk
            font { family: Theme.fontFamily; pixelSize: Theme.bodySize; letterSpacing: text.field.leftToRight ? 2 * Theme.unit : 0 }
            inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
            opacity: covered ? 0 : 1
            readonly property bool covered: text.field.covered && !activeFocus
            Accessible.role: Accessible.EditableText
            Accessible.name: text.field.label
            Accessible.description: text.field.error !== "" ? text.field.error : text.field.hint
            function open() { keyboard.open(text.field.keyboard, shell.language) }
            onAccepted: focus = false
            TapHandler { onTapped: if (!keyboard.shown) input.open() }
            Connections {
                target: shell
                function onLanguageChanged() { if (input.activeFocus && keyboard.shown) input.open() }
            }
            Component.onCompleted: input.text = text.field.text
            onTextChanged: text.field.edit(input.text)
            onActiveFocusChanged: {
                if (activeFocus) {
                    open()
                    text.field.enter()
                } else {
                    keyboard.hide()
                    text.field.leave()
                }
            }
            Connections {
                target: text.field
                function onShownTextChanged() { if (input.text !== text.field.text) input.text = text.field.text }
            }
        }
        Words {
            anchors { left: room.left; right: room.right; verticalCenter: parent.verticalCenter }
            visible: input.covered
            text: text.field.cover
            color: Theme.ink
            font.letterSpacing: 2 * Theme.unit
        }
        Pressable {
            id: button
            objectName: "show_" + text.field.key
            visible: text.field.coverable
            width: visible ? Theme.touch + Theme.gap : 0
            height: Theme.touch
            anchors { right: parent.right; rightMargin: 4 * Theme.unit; verticalCenter: parent.verticalCenter }
            actsOnce: false
            label: text.field.uncovered ? words.field_hide : words.field_show
            onTapped: text.field.toggleCover()
            Icon { anchors.centerIn: parent; name: text.field.uncovered ? "hidden" : "eye"; color: Theme.primary }
        }
    }
}
