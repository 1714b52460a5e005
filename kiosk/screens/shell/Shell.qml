import QtQuick
import QtQuick.Window
import "../theme"
import "../controls"
import "../keyboard"

// The window: header, stage, rail, and what may lie over them. `shell`, `words` and `keyboard` come from Python.
Window {
    id: window
    objectName: "window"
    color: Theme.ground
    title: words.app_name
    property bool stands: false  // once the first frame is drawn; what nobody sees before is made after it

    Binding { target: Theme; property: "unit"; value: Math.min(window.width, window.height) / 1080 }
    Binding { target: Theme; property: "landscape"; value: window.width > window.height }
    Binding { target: Theme; property: "large"; value: shell.large }
    Binding { target: Theme; property: "contrast"; value: shell.contrast }
    Binding { target: Theme; property: "reach"; value: shell.reach }
    Binding { target: Theme; property: "keypad"; value: shell.keypad }
    Binding { target: Theme; property: "rightToLeft"; value: shell.rightToLeft }

    Item {
        id: root
        anchors.fill: parent
        LayoutMirroring.enabled: Theme.rightToLeft
        LayoutMirroring.childrenInherit: true

        Header {
            id: header
            visible: !shell.bare
            height: visible ? Theme.headerHeight : 0
            anchors { top: parent.top; left: parent.left; right: parent.right }
        }
        Loader {
            id: stage
            objectName: "stage"
            focus: true
            anchors { top: header.bottom; left: parent.left; right: parent.right; bottom: board.top }
        }
        Loader {
            id: board
            objectName: "keyboard"
            anchors { left: parent.left; right: parent.right; bottom: rail.top }
            active: window.stands || keyboard.shown
            height: visible && item ? item.implicitHeight : 0
            visible: keyboard.shown
            sourceComponent: Keyboard {}
        }
        Rail {
            id: rail
            height: Theme.railHeight
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        }
        Loader {
            objectName: "overlay"
            anchors.fill: parent
            active: shell.overlay !== ""
            sourceComponent: Overlay {}
        }
    }

    function present() {
        keyboard.hide()  // the field that was written in goes with its screen
        stage.setSource(shell.screenUrl, { presenter: shell.presenter })
    }
    Connections {
        target: shell
        function onScreenChanged() { window.present() }
    }
    Connections {
        target: window
        enabled: !window.stands
        function onFrameSwapped() { window.stands = true }
    }
    Connections {
        target: keyboard
        function onShownChanged() { Qt.callLater(window.revealFocus) }
    }
    function revealFocus() {
        const item = window.activeFocusItem
        for (let parent = item ? item.parent : null; parent; parent = parent.parent)
            if (parent.reveal) {
                parent.reveal(item)
                return
            }
    }
    Component.onCompleted: present()
}
