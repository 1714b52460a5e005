import QtQuick
import "../theme"

// A list longer than the screen: moved by a finger or by the two buttons that appear beside it.
Item {
    id: scroller
    default property alias content: holder.data
    readonly property bool needed: flick.contentHeight > flick.height + 1
    property alias contentY: flick.contentY
    property real spacing: Theme.gap
    implicitHeight: holder.implicitHeight
    clip: needed

    function reveal(item) {
        const top = item.mapToItem(holder, 0, 0).y
        const bottom = top + item.height
        if (bottom + Theme.gap > flick.contentY + flick.height)
            flick.contentY = Math.min(bottom + Theme.gap - flick.height, flick.contentHeight - flick.height)
        if (top - Theme.gap < flick.contentY)
            flick.contentY = Math.max(0, top - Theme.gap)
    }
    function move(share) {
        const most = Math.max(0, flick.contentHeight - flick.height)
        flick.contentY = Math.max(0, Math.min(most, flick.contentY + share * flick.height))
    }

    Flickable {
        id: flick
        objectName: "flick"
        anchors { left: parent.left; right: scroller.needed ? buttons.left : parent.right; rightMargin: scroller.needed ? Theme.gap : 0; top: parent.top; bottom: parent.bottom }
        contentHeight: holder.implicitHeight + Theme.focusRing * 2
        contentWidth: width
        interactive: scroller.needed
        boundsBehavior: Flickable.StopAtBounds
        Column {
            id: holder
            y: Theme.focusRing
            width: flick.width
            spacing: scroller.spacing
        }
    }
    Column {
        id: buttons
        visible: scroller.needed
        width: scroller.needed ? Theme.touch : 0
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: Theme.gap
        Repeater {
            model: [{ name: "up", share: -0.8, on: flick.contentY > 1 }, { name: "down", share: 0.8, on: flick.contentY < flick.contentHeight - flick.height - 1 }]
            Pressable {
                id: mover
                required property var modelData
                objectName: "scroll_" + modelData.name
                label: modelData.name === "up" ? words.scroll_up : words.scroll_down
                enabled: modelData.on
                actsOnce: false
                onTapped: scroller.move(modelData.share)
                Rectangle {
                    anchors.fill: parent
                    z: -1
                    radius: Theme.radius
                    color: mover.down ? Theme.pressed : Theme.surface
                    border { width: Theme.strong; color: mover.enabled ? Theme.primary : Theme.line }
                }
                Icon { anchors.centerIn: parent; name: mover.modelData.name; color: mover.enabled ? Theme.primary : Theme.line }
            }
        }
    }
}
