import QtQuick
import "../theme"
import "../controls"
import "../identify"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    primary: words.progress_look
    primaryEnabled: !presenter.asking
    onProceed: {
        rest.forceActiveFocus()  // the keyboard goes: its place is the answer's
        presenter.look()
    }

    aboveContent: Note {
        objectName: "progress_message"
        width: parent.width
        visible: text !== ""
        tone: page.presenter.tone
        text: page.presenter.message
    }
    Repeater {
        model: page.presenter.applications
        Rectangle {
            id: row
            required property var modelData
            width: parent.width
            height: column.implicitHeight + 2 * Theme.gap
            radius: Theme.radius
            color: Theme.surface
            border { width: Theme.stroke; color: Theme.line }
            Column {
                id: column
                anchors { left: parent.left; right: parent.right; margins: Theme.gap; verticalCenter: parent.verticalCenter }
                spacing: Theme.halfGap
                Words { width: parent.width; visible: text !== ""; text: row.modelData.name; strong: true }
                Words { width: parent.width; text: row.modelData.number; color: Theme.soft; font.pixelSize: Theme.labelSize }
                Words {
                    objectName: "state_" + row.modelData.key
                    width: parent.width
                    text: row.modelData.state
                    strong: true
                    color: row.modelData.tone === "ok" ? Theme.ok : row.modelData.tone === "warning" ? Theme.warning : Theme.primary
                }
                Words { width: parent.width; visible: text !== ""; text: row.modelData.note; font.pixelSize: Theme.labelSize; color: Theme.soft }
                SecondaryButton {
                    anchors.left: parent.left
                    objectName: "receipt_" + row.modelData.key
                    visible: row.modelData.receipt
                    compact: true
                    icon: "print"
                    label: words.receipt_print
                    onTapped: page.presenter.printReceipt(row.modelData.key)
                }
                SecondaryButton {
                    anchors.left: parent.left  // a Column alone does not mirror
                    objectName: "print_" + row.modelData.key
                    visible: row.modelData.printable
                    compact: true
                    icon: "print"
                    label: words.progress_print
                    onTapped: page.presenter.print(row.modelData.key)
                }
            }
        }
    }
    Item { id: rest; width: 1; height: 1 }
    TextField { width: parent.width; field: page.presenter.field }
    DevicePrompt { width: parent.width; height: (Theme.landscape ? 240 : 420) * Theme.unit; visible: page.presenter.applications.length === 0; kind: "reader" }
}
