import QtQuick
import "../theme"

// Whatever can be tapped: pressed in the next frame, reached by the keypad, seen by a screen reader, and deaf to a second tap
// while the first one still acts (0.5 s, EN 301 549 5.8).
FocusScope {
    id: pressable
    property string label
    property string hint
    property bool actsOnce: true
    property bool selected: false
    property bool selectable: false
    property real ringRadius: Theme.radius
    readonly property bool resting: pause.running
    readonly property bool down: area.pressed && area.containsMouse
    signal tapped()

    activeFocusOnTab: enabled
    implicitWidth: Theme.touch
    implicitHeight: Theme.touch

    Accessible.role: selectable ? Accessible.RadioButton : Accessible.Button
    Accessible.name: label
    Accessible.description: hint
    Accessible.checkable: selectable
    Accessible.checked: selected
    Accessible.focusable: true
    Accessible.onPressAction: act()

    function act() {
        if (!enabled || (actsOnce && pause.running))
            return
        if (actsOnce)
            pause.restart()
        tapped()
    }
    Timer { id: pause; interval: 500 }
    Keys.onReturnPressed: act()
    Keys.onEnterPressed: act()
    Keys.onSpacePressed: act()
    MouseArea {
        id: area
        anchors.fill: parent
        onClicked: pressable.act()
    }
    Rectangle {
        anchors { fill: parent; margins: -Theme.focusRing }
        radius: pressable.ringRadius + Theme.focusRing
        color: "transparent"
        border { width: Theme.focusRing; color: Theme.accent }
        visible: pressable.activeFocus && Theme.keypad
    }
}
