import QtQuick
import "../theme"

// Pinyin letters and what they may mean: two lines in portrait, one in landscape. Empty, it says how to use it.
Item {
    id: bar
    readonly property bool oneLine: Theme.landscape
    readonly property real letterHeight: Theme.bodySize * 1.4
    readonly property real size: Theme.headingSize * 1.15
    readonly property real keyHeight: 104 * Theme.unit
    readonly property real gap: 8 * Theme.unit
    property string family: "Noto Sans CJK SC"
    implicitHeight: keyHeight + (oneLine ? 0 : letterHeight)

    Binding { target: keyboard; property: "room"; value: (list.width + bar.gap) / bar.size }

    Text {
        id: letters
        objectName: "preedit"
        width: bar.width * (bar.oneLine ? 0.26 : 1)  // not by the letters: candidates must not move while they are typed
        height: bar.oneLine ? bar.height : bar.letterHeight
        text: keyboard.preedit
        textFormat: Text.PlainText
        color: Theme.primary
        font { family: bar.family; pixelSize: Theme.bodySize; letterSpacing: 2 * Theme.unit }
        leftPadding: Theme.halfGap
        rightPadding: Theme.halfGap
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideLeft
    }
    Text {
        anchors { fill: parent; leftMargin: Theme.halfGap; rightMargin: Theme.halfGap }
        visible: keyboard.preedit === ""
        text: keyboard.barTexts.hint
        textFormat: Text.PlainText
        color: Theme.soft
        font { family: Theme.fontFamily; pixelSize: Theme.labelSize }
        horizontalAlignment: keyboard.hintRightToLeft ? Text.AlignRight : Text.AlignLeft
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }
    Row {
        id: list
        anchors {
            left: bar.oneLine ? letters.right : bar.left
            right: arrows.left; rightMargin: bar.gap
            bottom: bar.bottom
        }
        height: bar.keyHeight
        spacing: bar.gap
        Repeater {
            model: keyboard.candidates
            Key {
                required property string modelData
                required property int index
                objectName: "candidate_" + index
                label: modelData
                spoken: modelData
                family: bar.family
                size: bar.size
                reach: bar.gap / 2
                width: Math.min((modelData.length + keyboard.around) * bar.size - bar.gap, list.width)
                height: bar.keyHeight
                onTapped: keyboard.choose(index)
            }
        }
    }
    Row {
        id: arrows
        anchors { right: bar.right; bottom: bar.bottom }
        spacing: bar.gap
        visible: keyboard.hasPrevious || keyboard.hasNext
        Repeater {
            model: [{ name: "previous", pages: -1 }, { name: "next", pages: 1 }]
            Key {
                required property var modelData
                objectName: "key_candidates_" + modelData.name
                icon: "forward"
                turned: modelData.pages < 0
                spoken: keyboard.barTexts[modelData.name]
                isFunction: true
                enabled: modelData.pages < 0 ? keyboard.hasPrevious : keyboard.hasNext
                opacity: enabled ? 1 : 0.4
                reach: bar.gap / 2
                width: Theme.touch
                height: bar.keyHeight
                onTapped: keyboard.page(modelData.pages)
            }
        }
    }
}
