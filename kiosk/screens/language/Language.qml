import QtQuick
import "../theme"
import "../controls"

Item {
    id: screen
    property var presenter
    Column {
        id: column
        width: Math.min(parent.width - 2 * Theme.margin, 1000 * Theme.unit)
        anchors { horizontalCenter: parent.horizontalCenter; verticalCenter: parent.verticalCenter }
        spacing: (Theme.landscape ? 20 : 32) * Theme.unit
        Row {
            LayoutMirroring.enabled: false
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 2 * Theme.gap
            Repeater {
                model: screen.presenter.languages
                Words {
                    required property var modelData
                    arabic: modelData.code !== "zh"
                    text: modelData.choose
                    strong: true
                    font.pixelSize: Math.round(36 * Theme.unit)
                }
            }
        }
        Repeater {
            model: screen.presenter.languages
            Pressable {
                id: button
                required property var modelData
                objectName: "choose_" + modelData.code
                label: modelData.name
                width: column.width
                height: (Theme.landscape ? 164 : 240) * Theme.unit
                onTapped: screen.presenter.choose(modelData.code)
                Rectangle {
                    anchors.fill: parent
                    z: -1
                    radius: Theme.radius
                    color: button.down ? Theme.pressed : Theme.surface
                    border { width: Theme.strong; color: Theme.primary }
                }
                Column {
                    anchors.centerIn: parent
                    width: parent.width - 2 * Theme.gap
                    Words {
                        width: parent.width
                        arabic: button.modelData.code !== "zh"
                        horizontalAlignment: Text.AlignHCenter
                        text: button.modelData.name
                        strong: true
                        color: Theme.primary
                        font.pixelSize: (Theme.landscape ? 54 : 64) * Theme.unit * (Theme.large ? 1.15 : 1)
                    }
                    Words {
                        width: parent.width
                        arabic: button.modelData.code !== "zh"
                        horizontalAlignment: Text.AlignHCenter
                        text: button.modelData.ask
                        color: Theme.soft
                        font.pixelSize: 32 * Theme.unit * (Theme.large ? 1.15 : 1)
                    }
                }
            }
        }
        Item { width: 1; height: (Theme.landscape ? 0 : 40) * Theme.unit }
        Grid {
            id: modes
            columns: Theme.landscape ? 4 : 2
            spacing: Theme.gap
            width: Theme.landscape ? screen.width - 2 * Theme.margin : parent.width
            anchors.horizontalCenter: parent.horizontalCenter
            Repeater {
                model: screen.presenter.modes
                SecondaryButton {
                    required property var modelData
                    objectName: "mode_" + modelData.name
                    width: (modes.width - (modes.columns - 1) * modes.spacing) / modes.columns
                    compact: true
                    actsOnce: false
                    label: modelData.label
                    icon: modelData.on ? "tick" : modelData.icon
                    selected: modelData.on
                    onTapped: screen.presenter.toggle(modelData.name)
                }
            }
        }
    }
}
