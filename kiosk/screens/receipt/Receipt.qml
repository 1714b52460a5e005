import QtQuick
import Kiosk.Drawing
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    // The paper comes first; once it lies there, leaving is the main thing. Each button keeps its name.
    primary: presenter.printFirst ? presenter.printLabel : words.receipt_finish
    primaryName: presenter.printFirst ? "print" : "primary"
    primaryEnabled: presenter.printFirst ? presenter.canPrint : presenter.canFinish
    secondary: presenter.printFirst ? words.receipt_finish : presenter.printLabel
    secondaryName: presenter.printFirst ? "primary" : "print"
    secondaryIcon: presenter.printFirst ? "" : "print"
    secondaryEnabled: presenter.printFirst ? presenter.canFinish : presenter.canPrint
    onProceed: presenter.printFirst ? presenter.print() : presenter.proceed()
    onSecondaryTapped: presenter.printFirst ? presenter.proceed() : presenter.print()

    aboveContent: Note {
        objectName: "print_message"
        width: parent.width
        visible: text !== ""
        text: page.presenter.printMessage
        tone: page.presenter.printTone
    }
    Rectangle {
        width: parent.width
        height: card.implicitHeight + 2 * Theme.gap
        radius: Theme.radius
        color: Theme.surface
        border { width: Theme.strong; color: page.presenter.delivered ? Theme.ok : Theme.warning }
        Column {
            id: card
            anchors { left: parent.left; right: parent.right; margins: 1.5 * Theme.gap; verticalCenter: parent.verticalCenter }
            spacing: Theme.halfGap
            Words { width: parent.width; text: words.receipt_number; color: Theme.soft; font.pixelSize: Theme.labelSize; horizontalAlignment: Text.AlignHCenter }
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
                spacing: 1.5 * Theme.gap
                QrCode { id: qr; content: page.presenter.code; width: 240 * Theme.unit; height: width }
                Words {
                    width: card.width - qr.width - 1.5 * Theme.gap
                    anchors.verticalCenter: parent ? parent.verticalCenter : undefined
                    text: words.receipt_how_to_look
                    font.pixelSize: Theme.labelSize
                }
            }
        }
    }
    Rectangle {
        width: parent.width
        height: list.implicitHeight + 2 * Theme.gap
        radius: Theme.radius
        color: Theme.surface
        border { width: Theme.stroke; color: Theme.line }
        Column {
            id: list
            anchors { left: parent.left; right: parent.right; margins: 1.5 * Theme.gap; verticalCenter: parent.verticalCenter }
            spacing: Theme.halfGap
            Repeater {
                model: page.presenter.points
                Column {
                    id: point
                    required property var modelData
                    required property int index
                    width: list.width
                    spacing: Theme.halfGap
                    Rectangle { visible: point.index > 0; width: parent.width; height: Theme.stroke; color: Theme.line }
                    Fact {
                        width: parent.width
                        quiet: true
                        icon: point.modelData.icon
                        points: point.modelData.icon === "forward"
                        text: point.modelData.text
                        shade: point.modelData.tone === "ok" ? Theme.ok : point.modelData.tone === "warning" ? Theme.warning : Theme.primary
                    }
                }
            }
        }
    }
}
