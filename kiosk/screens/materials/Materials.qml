import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    step: presenter.step
    steps: presenter.steps
    stepLabel: presenter.stepLabel
    primary: words.go_on
    primaryEnabled: presenter.whole
    onProceed: presenter.proceed()

    Repeater {
        model: page.presenter.rows
        Rectangle {
            id: row
            required property var modelData
            readonly property color shade: modelData.tone === "ok" ? Theme.ok : modelData.tone === "warning" ? Theme.warning : Theme.soft
            width: parent.width
            height: column.implicitHeight + 2 * Theme.gap
            radius: Theme.radius
            color: Theme.surface
            border { width: modelData.tone === "plain" && modelData.actions.length > 0 ? Theme.strong : Theme.stroke; color: modelData.tone === "plain" && modelData.actions.length > 0 ? Theme.primary : Theme.line }
            Column {
                id: column
                anchors { left: parent.left; right: parent.right; margins: Theme.gap; verticalCenter: parent.verticalCenter }
                spacing: Theme.halfGap
                Words { width: parent.width; text: row.modelData.name; strong: true }
                Words { width: parent.width; visible: text !== ""; text: row.modelData.how; color: Theme.soft; font.pixelSize: Theme.labelSize }
                Row {
                    width: parent.width
                    spacing: Theme.halfGap
                    Icon {
                        id: sign
                        name: row.modelData.tone === "ok" ? "check" : row.modelData.tone === "warning" ? "promise" : "attention"
                        color: row.shade
                        size: 40 * Theme.unit
                        anchors.verticalCenter: parent.verticalCenter
                    }
                    Words {
                        width: parent.width - sign.width - parent.spacing
                        text: row.modelData.state
                        color: row.shade
                        font.pixelSize: Theme.labelSize
                        anchors.verticalCenter: parent.verticalCenter
                    }
                }
                Flow {
                    width: parent.width
                    spacing: 16 * Theme.unit
                    visible: row.modelData.actions.length > 0
                    Repeater {
                        model: row.modelData.actions
                        SecondaryButton {
                            required property var modelData
                            objectName: "material_" + row.modelData.key + "_" + modelData.name
                            compact: true
                            selected: modelData.main
                            icon: modelData.icon
                            label: modelData.label
                            onTapped: page.presenter.act(row.modelData.key, modelData.name)
                        }
                    }
                }
            }
        }
    }
    Note { width: parent.width; visible: text !== ""; text: page.presenter.consequence; tone: "warning" }
    Note { width: parent.width; visible: text !== ""; text: page.presenter.missing }
}
