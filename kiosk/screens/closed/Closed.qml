import QtQuick
import "../theme"
import "../controls"

// Read from afar and by anybody: a sign, the same words in three languages side by side or below each other, two numbers to call.
FocusScope {
    id: closed
    property var presenter
    readonly property real inner: width - 2 * Theme.margin

    Rectangle {
        id: band
        anchors { top: parent.top; left: parent.left; right: parent.right }
        height: (Theme.landscape ? 132 : 216) * Theme.unit
        color: Theme.warningTint
        Rectangle { width: parent.width; height: Theme.strong; color: Theme.warning; anchors.bottom: parent.bottom }
        Row {
            LayoutMirroring.enabled: false
            anchors { left: parent.left; leftMargin: Theme.margin; verticalCenter: parent.verticalCenter }
            spacing: Theme.gap
            Icon { name: "attention"; color: Theme.warning; size: (Theme.landscape ? 72 : 104) * Theme.unit; anchors.verticalCenter: parent.verticalCenter }
            Column {
                anchors.verticalCenter: parent.verticalCenter
                Words { arabic: false; text: "新智助"; strong: true; color: Theme.primaryDeep; font.pixelSize: Math.round(56 * Theme.unit) }
                Words { arabic: false; visible: text !== ""; text: closed.presenter.site; color: Theme.soft; font.pixelSize: Math.round(28 * Theme.unit) }
            }
        }
    }
    Scroller {
        id: scroller
        objectName: "scroller"
        LayoutMirroring.enabled: false
        anchors { top: band.bottom; topMargin: Theme.gap; bottom: foot.top; bottomMargin: Theme.gap; left: parent.left; leftMargin: Theme.margin; right: parent.right; rightMargin: Theme.margin }
        Grid {
            id: grid
            readonly property real column: Theme.landscape ? (width - 2 * columnSpacing) / 3 : width
            width: parent.width
            columns: Theme.landscape ? 3 : 1
            columnSpacing: 2 * Theme.margin
            rowSpacing: 2 * Theme.gap
            Repeater {
                model: closed.presenter.lines
                Column {
                    id: block
                    required property var modelData
                    width: grid.column
                    spacing: Theme.halfGap
                    LayoutMirroring.enabled: modelData.rightToLeft
                    LayoutMirroring.childrenInherit: true
                    Words {
                        objectName: "closed_" + block.modelData.code
                        width: parent.width
                        arabic: block.modelData.rightToLeft
                        text: block.modelData.title
                        strong: true
                        font.pixelSize: Theme.headingSize
                        Accessible.role: Accessible.Heading
                        Accessible.name: text
                    }
                    Words { width: parent.width; arabic: block.modelData.rightToLeft; text: block.modelData.text }
                }
            }
        }
    }
    Column {
        id: foot
        LayoutMirroring.enabled: false
        LayoutMirroring.childrenInherit: true
        anchors { bottom: parent.bottom; bottomMargin: (Theme.landscape ? 28 : 48) * Theme.unit; left: parent.left; leftMargin: Theme.margin; right: parent.right; rightMargin: Theme.margin }
        spacing: (Theme.landscape ? 24 : 40) * Theme.unit
        Grid {
            id: numbers
            readonly property bool beside: closed.presenter.helper !== "" && (Theme.landscape || !Theme.large)
            columns: beside ? 2 : 1
            width: parent.width
            columnSpacing: 2 * Theme.gap
            rowSpacing: Theme.gap
            Repeater {
                model: [{ icon: "phone", number: "12345", key: "hotline" }, { icon: "help", number: closed.presenter.helper, key: "helper" }]
                Row {
                    id: line
                    required property var modelData
                    visible: modelData.number !== ""
                    width: numbers.beside ? (numbers.width - numbers.columnSpacing) / 2 : numbers.width
                    spacing: Theme.gap
                    Icon { name: line.modelData.icon; color: Theme.primary; size: 56 * Theme.unit; anchors.verticalCenter: parent.verticalCenter }
                    Column {
                        width: parent.width - 56 * Theme.unit - Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        Words { arabic: false; width: parent.width; text: line.modelData.number; strong: true; font.pixelSize: Theme.headingSize }
                        Flow {
                            width: parent.width
                            spacing: Theme.halfGap
                            Repeater {
                                model: closed.presenter.lines
                                Words {
                                    required property var modelData
                                    arabic: modelData.rightToLeft
                                    text: modelData[line.modelData.key]
                                    color: Theme.soft
                                    font.pixelSize: Theme.smallSize
                                }
                            }
                        }
                    }
                }
            }
        }
        Pressable {
            id: look
            objectName: "look"
            focus: true
            visible: closed.presenter.looks
            label: words.progress_title
            width: parent.width
            height: names.implicitHeight + 2 * Theme.gap
            onTapped: closed.presenter.look()
            Rectangle {
                anchors.fill: parent
                z: -1
                radius: Theme.radius
                color: look.down ? Theme.accentPressed : Theme.accent
            }
            Flow {
                id: names
                anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: Theme.gap }
                flow: Theme.landscape ? Flow.LeftToRight : Flow.TopToBottom
                Repeater {
                    model: closed.presenter.lines
                    Words {
                        required property var modelData
                        width: names.width / (Theme.landscape ? 3 : 1)
                        arabic: modelData.rightToLeft
                        horizontalAlignment: Text.AlignHCenter
                        text: modelData.progress
                        strong: true
                        color: Theme.accentInk
                        font.pixelSize: Theme.bodySize
                    }
                }
            }
        }
    }
}
