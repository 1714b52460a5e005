import QtQuick
import "../theme"

// A date, and a time where it is asked: a field for each part, written with the digits. `field` has parts and partTexts.
FieldFrame {
    id: date
    FocusScope {
        id: scope
        width: parent.width
        height: row.height
        onActiveFocusChanged: {
            if (activeFocus) {
                date.field.enter()
            } else {
                keyboard.hide()
                date.field.leave()
            }
        }
        Flow {
            id: row
            width: parent.width
            spacing: Theme.halfGap
            Repeater {
                model: date.field.parts
                Column {
                    id: part
                    required property var modelData
                    width: (modelData.digits === 4 ? 204 : 132) * Theme.unit * (Theme.large ? 1.04 : 1)
                    spacing: 4 * Theme.unit
                    Words { width: parent.width; text: words["date_" + part.modelData.name]; color: Theme.soft; font.pixelSize: Theme.smallSize; horizontalAlignment: Text.AlignHCenter }
                    Rectangle {
                        width: parent.width
                        height: Math.max(108 * Theme.unit, input.contentHeight + Theme.gap)
                        radius: Theme.radius
                        color: Theme.surface
                        border {
                            width: input.activeFocus ? Theme.strong * 1.6 : date.field.error !== "" ? Theme.strong : Theme.stroke
                            color: date.field.error !== "" ? Theme.danger : input.activeFocus ? Theme.primary : Theme.contrast ? Theme.line : Theme.soft
                        }
                        TextInput {
                            id: input
                            objectName: "input_" + date.field.key + "_" + part.modelData.name
                            anchors.fill: parent
                            LayoutMirroring.enabled: false
                            horizontalAlignment: TextInput.AlignHCenter
                            verticalAlignment: TextInput.AlignVCenter
                            color: Theme.ink
                            selectionColor: Theme.primary
                            selectedTextColor: Theme.primaryInk
                            font { family: Theme.fontFamily; pixelSize: Theme.headingSize; bold: true }
                            maximumLength: part.modelData.digits
                            validator: RegularExpressionValidator { regularExpression: /[0-9]*/ }
                            inputMethodHints: Qt.ImhDigitsOnly | Qt.ImhSensitiveData
                            Accessible.role: Accessible.EditableText
                            Accessible.name: date.field.label + " " + words["date_" + part.modelData.name]
                            Accessible.description: date.field.error
                            Component.onCompleted: input.text = date.field.partTexts[part.modelData.name]
                            onTextChanged: date.field.editPart(part.modelData.name, input.text)
                            function open() { keyboard.open("digits", shell.language) }
                            onActiveFocusChanged: if (activeFocus) open()
                            onAccepted: scope.focus = false
                            TapHandler { onTapped: if (!keyboard.shown) input.open() }
                            Connections {
                                target: shell
                                function onLanguageChanged() { if (input.activeFocus && keyboard.shown) input.open() }
                            }
                            Connections {
                                target: date.field
                                function onShownTextChanged() {
                                    const kept = date.field.partTexts[part.modelData.name]
                                    if (input.text !== kept)
                                        input.text = kept
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
