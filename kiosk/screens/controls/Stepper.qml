import QtQuick
import "../theme"

// How far along: `step` of `of` big steps. Fills from the reading side.
Item {
    id: stepper
    property int step: 0
    property int of: 0
    property string label
    visible: of > 1
    implicitHeight: visible ? Math.max(10 * Theme.unit, words.implicitHeight) : 0
    Row {
        id: bars
        anchors { left: parent.left; right: words.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: Theme.halfGap
        Repeater {
            model: stepper.of
            Rectangle {
                required property int index
                width: (bars.width - Theme.halfGap * (stepper.of - 1)) / stepper.of
                height: 10 * Theme.unit
                radius: height / 2
                color: index < stepper.step ? Theme.primary : Theme.line
                border { width: Theme.contrast ? Theme.stroke : 0; color: Theme.line }
            }
        }
    }
    Words {
        id: words
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        text: stepper.label
        color: Theme.soft
        font.pixelSize: Theme.smallSize
    }
}
