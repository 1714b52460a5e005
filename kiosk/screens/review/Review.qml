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
    primary: presenter.primary
    primaryEnabled: !presenter.working
    onProceed: presenter.proceed()

    aboveContent: Note {
        objectName: "message"
        width: parent.width
        visible: page.presenter.message !== ""
        tone: "danger"
        text: page.presenter.message
    }
    Repeater {
        model: page.presenter.groups
        Rectangle {
            id: group
            required property var modelData
            visible: modelData.lines.length > 0
            width: parent.width
            height: lines.implicitHeight + 2 * Theme.gap
            radius: Theme.radius
            color: Theme.surface
            border { width: Theme.stroke; color: Theme.line }
            Column {
                id: lines
                anchors { left: parent.left; right: parent.right; margins: Theme.gap; verticalCenter: parent.verticalCenter }
                spacing: Theme.halfGap
                Item {
                    width: parent.width
                    height: Math.max(change.height, heading.implicitHeight)
                    Words {
                        id: heading
                        anchors { left: parent.left; right: change.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
                        text: group.modelData.title
                        strong: true
                    }
                    SecondaryButton {
                        id: change
                        objectName: "change_" + group.modelData.key
                        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                        compact: true
                        icon: "edit"
                        label: words.review_change
                        onTapped: page.presenter.change(group.modelData.key)
                    }
                }
                Repeater {
                    model: group.modelData.lines
                    Grid {
                        id: line
                        required property var modelData
                        width: lines.width
                        columns: Theme.large ? 1 : 2
                        columnSpacing: Theme.gap
                        Words { width: Theme.large ? line.width : line.width * 0.42; text: line.modelData.label; color: Theme.soft; font.pixelSize: Theme.labelSize }
                        Words { width: Theme.large ? line.width : line.width * 0.58 - Theme.gap; text: line.modelData.text; font.pixelSize: Theme.labelSize }
                    }
                }
            }
        }
    }
}
