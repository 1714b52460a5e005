import QtQuick
import "../theme"

// The keyboard over its presenter, the context property `keyboard`. Keys stand as the layout's data say, never mirrored.
Item {
    id: board
    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    readonly property real gap: 8 * Theme.unit
    readonly property real edge: 16 * Theme.unit
    readonly property real keyHeight: (keyboard.pad && !Theme.landscape ? 116 : Theme.landscape ? 96 : 108) * Theme.unit
    readonly property real widest: (keyboard.pad ? 800 : 1480) * Theme.unit
    readonly property var families: ({ arabic: "Noto Sans Arabic", chinese: "Noto Sans CJK SC", latin: "Noto Sans", own: Theme.fontFamily })

    implicitHeight: field.y + field.height + edge
    height: implicitHeight
    visible: keyboard.shown

    Rectangle {
        anchors.fill: parent
        color: Theme.keyboardGround
        MouseArea { anchors.fill: parent }  // a tap beside the keys is for nobody below
        Rectangle { width: parent.width; height: Theme.stroke; color: Theme.line }
    }
    Loader {
        id: bar
        active: keyboard.composes
        visible: active
        x: field.x
        y: board.edge / 2
        width: field.width
        sourceComponent: CandidateBar { width: bar.width }
    }
    Item {
        id: field
        width: Math.min(board.width - 2 * board.edge, board.widest)
        height: keyboard.rowCount * (board.keyHeight + board.gap) - board.gap
        x: (board.width - width) / 2
        y: bar.active ? bar.y + bar.height + board.edge / 2 : board.edge

        Repeater {
            model: keyboard.keys
            Key {
                required property var modelData
                objectName: modelData.name
                label: modelData.label
                spoken: modelData.spoken
                icon: modelData.icon
                turned: modelData.turned
                isFunction: modelData["function"]
                main: modelData.main
                on: modelData.on
                repeats: modelData.repeats
                family: board.families[modelData.script]
                size: isFunction || modelData.id === "space" ? Theme.labelSize * (modelData.script === "arabic" && modelData.layout !== "" ? 1.2 : 1)
                    : Math.min(Theme.headingSize * (keyboard.pad ? 1.2 : 1.05), board.keyHeight * 0.56) * (modelData.small ? 1.4 : 1)
                drop: size * (modelData.high ? 0.35 : modelData.script === "arabic" ? -0.08 : 0)  // its tails hang deep
                reach: board.gap / 2
                x: modelData.left * (field.width + board.gap)
                y: modelData.row * (board.keyHeight + board.gap)
                width: modelData.span * (field.width + board.gap) - board.gap
                height: board.keyHeight
                onTapped: modelData.layout === "" ? keyboard.press(modelData.id) : keyboard.switchLayout(modelData.layout)
            }
        }
    }
}
