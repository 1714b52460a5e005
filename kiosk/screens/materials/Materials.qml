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
            height: Math.max(Theme.row, column.implicitHeight + 2 * Theme.gap)
            radius: Theme.radius
            color: Theme.surface
            border { width: modelData.next ? Theme.strong : Theme.stroke; color: modelData.next ? Theme.primary : Theme.line }
            Column {
                id: column
                anchors { left: parent.left; right: parent.right; leftMargin: Theme.gap; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
                spacing: Theme.gap
                Item {
                    width: parent.width
                    height: Math.max(said.implicitHeight, change.visible ? change.height : 0)
                    Column {
                        id: said
                        anchors { left: parent.left; right: change.visible ? change.left : parent.right; rightMargin: change.visible ? Theme.gap : 0; verticalCenter: parent.verticalCenter }
                        spacing: 4 * Theme.unit
                        Words { width: parent.width; text: row.modelData.name; strong: true }
                        Row {
                            width: parent.width
                            spacing: Theme.halfGap
                            Icon {
                                id: sign
                                visible: row.modelData.icon !== ""
                                name: row.modelData.icon
                                color: row.shade
                                size: visible ? 40 * Theme.unit : 0
                            }
                            Words {
                                objectName: "material_state_" + row.modelData.key
                                width: parent.width - (sign.visible ? sign.width + parent.spacing : 0)
                                text: row.modelData.state
                                color: row.shade
                                font.pixelSize: Theme.smallSize
                            }
                        }
                    }
                    SecondaryButton {
                        id: change
                        objectName: "material_" + row.modelData.key + "_undo"
                        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                        visible: row.modelData.chosen
                        compact: true
                        icon: "edit"
                        label: words.materials_undo
                        onTapped: page.presenter.act(row.modelData.key, "undo")
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
                            filled: modelData.main && row.modelData.next
                            icon: modelData.main ? modelData.icon : ""
                            label: modelData.label
                            onTapped: page.presenter.act(row.modelData.key, modelData.name)
                        }
                    }
                }
            }
        }
    }
    Note { objectName: "consequence"; width: parent.width; visible: text !== ""; text: page.presenter.consequence }
}
