import QtQuick
import Kiosk.Drawing
import "../theme"

// Where a person signs with a finger. `signer` is a presenter with `signed` and `tooShort`; white and black in every theme, like paper.
Rectangle {
    id: field
    property var signer
    readonly property bool begun: signer.signed || signer.tooShort
    implicitHeight: (Theme.landscape ? 320 : 420) * Theme.unit
    radius: Theme.radius
    color: Theme.paper
    border { width: Theme.strong; color: signer.tooShort ? Theme.danger : Theme.primary }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 2 * Theme.gap; bottomMargin: parent.height * 0.24 }
        height: Theme.stroke
        color: Theme.paperLine
    }
    Words {
        objectName: "signature_words"
        anchors { left: parent.left; right: parent.right; margins: Theme.gap; bottom: parent.bottom; bottomMargin: parent.height * 0.04 }
        text: field.signer.tooShort ? words.signature_too_short : words.signature_here
        color: field.signer.tooShort ? Theme.paperDanger : Theme.paperSoft
        font.pixelSize: Theme.smallSize
        horizontalAlignment: Text.AlignHCenter
        visible: !field.signer.signed
    }
    SignaturePad {
        id: pad
        objectName: "signature_pad"
        anchors.fill: parent
        Accessible.role: Accessible.Canvas
        Accessible.name: words.signature_here
        Component.onCompleted: follow(field.signer)
    }
    SecondaryButton {
        objectName: "clear_signature"
        anchors { right: parent.right; top: parent.top; margins: Theme.halfGap }
        compact: true
        visible: field.begun
        label: words.signature_again
        icon: "edit"
        onTapped: pad.clear()
    }
}
