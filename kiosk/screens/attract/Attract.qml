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
            color: "#0A4266"  // the picture is the same in every theme
        }
        Flow {
            width: parent.width
            spacing: (Theme.landscape ? 56 : 4) * Theme.unit
            flow: Theme.landscape ? Flow.LeftToRight : Flow.TopToBottom
            Repeater {
                model: attract.presenter.lines
                Words {
                    required property var modelData
                    arabic: modelData.code !== "zh"
                    text: modelData.tagline
                    font.pixelSize: 38 * Theme.unit
                    color: "#0A4266"
                }
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
        anchors { bottom: band.top; bottomMargin: Theme.gap; horizontalCenter: parent.horizontalCenter }
        visible: attract.presenter.owed
        width: Theme.landscape ? parent.width - 2 * Theme.margin : band.width
        height: owed.implicitHeight + 2 * Theme.gap
        radius: Theme.radius
        color: Theme.surface
        border { width: Theme.strong; color: Theme.ok }
        Column {
            id: owed
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.gap
            spacing: Theme.halfGap
            Repeater {
                model: attract.presenter.owed ? attract.presenter.lines : []
                Words {
                    required property var modelData
                    objectName: "owed_" + modelData.code
                    width: owed.width
                    arabic: modelData.code !== "zh"
                    horizontalAlignment: Text.AlignHCenter
                    text: modelData.owed
                    font.pixelSize: (Theme.landscape ? 28 : 32) * Theme.unit
                }
            }
        }
    }
    Rectangle {
        id: band
        anchors { bottom: parent.bottom; bottomMargin: 56 * Theme.unit; horizontalCenter: parent.horizontalCenter }
        width: Math.min(parent.width - 2 * Theme.margin, 1100 * Theme.unit)
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
                Words {
                    required property var modelData
                    width: lines.width
                    arabic: modelData.code !== "zh"
                    horizontalAlignment: Text.AlignHCenter
                    text: modelData.touch
                    strong: true
                    font.pixelSize: (Theme.landscape ? 40 : 46) * Theme.unit
                    color: Theme.accentInk
                }
            }
        }
    }
}
