import QtQuick
import Kiosk.Drawing
import "../theme"

// Where a person signs with a finger. `signer` is the presenter; white and black in every theme, like paper.
Item {
    id: field
    property var signer
    property bool signed: false
    implicitHeight: column.implicitHeight
    Column {
        id: column
        width: parent.width
        spacing: Theme.halfGap
        Rectangle {
            width: parent.width
            height: (Theme.landscape ? 320 : 420) * Theme.unit
            radius: Theme.radius
            color: Theme.paper
            border { width: Theme.strong; color: Theme.primary }
            Rectangle {
                anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 2 * Theme.gap; bottomMargin: parent.height * 0.22 }
                height: Theme.stroke
                color: "#B8B2A5"
            }
            Text {
                anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: parent.height * 0.05 }
                text: words.signature_here
                color: "#6A6458"
                font { family: Theme.fontFamily; pixelSize: Theme.smallSize }
                visible: !field.signed
            }
            SignaturePad {
                id: pad
                objectName: "signature_pad"
                anchors.fill: parent
                Accessible.role: Accessible.Canvas
                Accessible.name: words.signature_here
                Component.onCompleted: follow(field.signer)
            }
        }
        SecondaryButton {
            objectName: "clear_signature"
            compact: true
            visible: field.signed
            label: words.signature_again
            icon: "edit"
            onTapped: pad.clear()
        }
    }
}
