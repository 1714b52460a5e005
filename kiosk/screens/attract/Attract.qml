import QtQuick
import "../theme"
import "../controls"

Item {
    id: attract
    property var presenter
    Image {
        anchors.fill: parent
        source: Theme.landscape ? "tianchi-wide.svg" : "tianchi.svg"
        sourceSize { width: attract.width; height: attract.height }
        fillMode: Image.PreserveAspectCrop
        verticalAlignment: Image.AlignBottom
    }
    Column {
        anchors { top: parent.top; topMargin: 90 * Theme.unit; left: parent.left; right: parent.right; leftMargin: 72 * Theme.unit; rightMargin: 72 * Theme.unit }
        LayoutMirroring.enabled: false
        LayoutMirroring.childrenInherit: true
        spacing: 10 * Theme.unit
        Text {
            text: "新智助"
            font { family: "Noto Sans CJK SC"; bold: true; pixelSize: 112 * Theme.unit; letterSpacing: 6 * Theme.unit }
            color: Theme.contrast ? Theme.ink : "#0A4266"
        }
        Repeater {
            model: attract.presenter.lines
            Text {
                required property var modelData
                text: modelData.tagline
                font { family: modelData.code === "zh" ? "Noto Sans CJK SC" : "Noto Sans Arabic"; pixelSize: 38 * Theme.unit }
                color: Theme.contrast ? Theme.ink : "#0A4266"
            }
        }
    }
    Pressable {
        objectName: "begin"
        label: words.attract_touch
        anchors.fill: parent
        onTapped: attract.presenter.begin()
        focus: true
    }
    Rectangle {
        anchors { bottom: parent.bottom; bottomMargin: 56 * Theme.unit; horizontalCenter: parent.horizontalCenter }
        width: parent.width - 2 * Theme.margin
        height: lines.implicitHeight + 3 * Theme.gap
        radius: Theme.radius
        color: Theme.accent
        Column {
            id: lines
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.gap
            spacing: 6 * Theme.unit
            Repeater {
                model: attract.presenter.lines
                Text {
                    required property var modelData
                    width: lines.width
                    horizontalAlignment: Text.AlignHCenter
                    text: modelData.touch
                    font { family: modelData.code === "zh" ? "Noto Sans CJK SC" : "Noto Sans Arabic"; bold: true; pixelSize: 46 * Theme.unit }
                    color: Theme.accentInk
                }
            }
        }
    }
}
