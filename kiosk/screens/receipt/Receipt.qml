import QtQuick
import Kiosk.Drawing
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    primary: words.receipt_finish
    primaryEnabled: presenter.canFinish
    onProceed: presenter.proceed()

    Rectangle {
        width: parent.width
        height: card.implicitHeight + 2 * Theme.gap
        radius: Theme.radius
        color: Theme.surface
        border { width: Theme.strong; color: page.presenter.delivered ? Theme.ok : Theme.warning }
        Column {
            id: card
            anchors { left: parent.left; right: parent.right; margins: Theme.gap; verticalCenter: parent.verticalCenter }
            spacing: Theme.halfGap
            Words { width: parent.width; text: words.receipt_number; color: Theme.soft; horizontalAlignment: Text.AlignHCenter }
            Text {
                objectName: "number"
                width: parent.width
                text: page.presenter.number
                color: Theme.ink
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.headingSize
                font { family: "Noto Sans CJK SC"; bold: true; pixelSize: Theme.numberSize; letterSpacing: 2 * Theme.unit }
            }
            Row {
                width: parent.width
                spacing: Theme.gap
                QrCode { id: qr; content: page.presenter.code; width: 240 * Theme.unit; height: width }
                Words {
                    width: card.width - qr.width - Theme.gap
                    anchors.verticalCenter: parent ? parent.verticalCenter : undefined
                    text: words.receipt_how_to_look
                    font.pixelSize: Theme.labelSize
                }
            }
            SecondaryButton {
                objectName: "print"
                anchors.horizontalCenter: parent.horizontalCenter
                label: page.presenter.printLabel
                icon: "print"
                enabled: page.presenter.canPrint
                onTapped: page.presenter.print()
            }
        }
    }
    Note {
        objectName: "print_message"
        width: parent.width
        visible: text !== ""
        text: page.presenter.printMessage
        tone: page.presenter.printTone
    }
    Repeater {
        model: page.presenter.points
        Fact {
            required property var modelData
            width: parent.width
            icon: modelData.icon
            points: modelData.icon === "forward"
            text: modelData.text
            shade: modelData.tone === "ok" ? Theme.ok : modelData.tone === "warning" ? Theme.warning : Theme.primary
        }
    }
}
