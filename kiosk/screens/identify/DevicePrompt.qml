import QtQuick
import "../theme"
import "../controls"

// What to do at a device, drawn: the card, the device, and an arrow that points from one to the other. `toward` is the direction from
// the screen in which the device stands on this machine; nothing here is mirrored, for the machine is not.
Item {
    id: prompt
    property string kind: "reader"
    property string toward: "down"
    property bool done: false
    readonly property string look: Theme.contrast ? "-contrast.svg" : ".svg"
    readonly property real part: picture.paintedWidth / 240
    Accessible.ignored: true

    Image {
        id: picture
        height: parent.height
        width: parent.width
        anchors.centerIn: parent
        fillMode: Image.PreserveAspectFit
        source: prompt.kind + prompt.look
        sourceSize { width: Math.round(height * 240 / 186); height: Math.round(height) }
    }
    Image {
        visible: !prompt.done
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 66 * prompt.part }
        width: 52 * prompt.part
        height: width
        rotation: ({ down: 0, left: 90, up: 180, right: 270 })[prompt.toward]
        source: "arrow" + prompt.look
        sourceSize { width: Math.max(1, Math.round(width)); height: Math.max(1, Math.round(width)) }
    }
    Icon {
        visible: prompt.done
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 66 * prompt.part }
        name: "check"
        color: Theme.ok
        size: 52 * prompt.part
    }
}
