import QtQuick
import "../theme"
import "../controls"

// What is always there: home, back, help, voice, larger text, contrast, leave.
Rectangle {
    id: rail
    color: Theme.surface
    Rectangle { width: parent.width; height: Theme.stroke; color: Theme.line; anchors.top: parent.top }
    Row {
        id: row
        anchors { fill: parent; leftMargin: Theme.halfGap; rightMargin: Theme.halfGap }
        Repeater {
            model: shell.rail
            Pressable {
                id: button
                required property var modelData
                objectName: "rail_" + modelData.name
                label: words[modelData.message]
                enabled: modelData.enabled
                selected: modelData.on
                actsOnce: modelData.once
                width: row.width / shell.rail.length
                height: row.height
                onTapped: shell.press(modelData.name)
                readonly property color shade: !enabled ? Theme.line : modelData.name === "leave" ? Theme.danger : modelData.on ? Theme.primary : Theme.ink
                Rectangle {
                    anchors { fill: parent; margins: 8 * Theme.unit }
                    z: -1
                    radius: Theme.radius
                    color: button.down ? Theme.pressed : button.modelData.on ? Theme.primaryTint : "transparent"
                }
                Grid {
                    anchors.centerIn: parent
                    columns: Theme.landscape ? 2 : 1
                    spacing: (Theme.landscape ? 16 : 8) * Theme.unit
                    horizontalItemAlignment: Grid.AlignHCenter
                    verticalItemAlignment: Grid.AlignVCenter
                    Icon { name: button.modelData.icon; points: button.modelData.points; color: button.shade; size: 48 * Theme.unit }
                    Words {
                        text: button.label
                        width: Math.min(implicitWidth, button.width - (Theme.landscape ? 84 : 8) * Theme.unit)
                        color: button.shade
                        horizontalAlignment: Text.AlignHCenter
                        font.pixelSize: Math.round(25 * Theme.unit)
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: Math.round(20 * Theme.unit)
                        maximumLineCount: 2
                    }
                }
            }
        }
    }
}
