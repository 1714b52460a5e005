import QtQuick
import "../theme"
import "../controls"

// One key. It answers to every finger by itself, so that quick typing with two hands loses nothing; its touch area reaches to its
// neighbours', so that no tap falls between two keys. Only a held backspace repeats, after half a second.
Item {
    id: key
    property string label
    property string spoken
    property string icon
    property bool turned: false
    property bool isFunction: false
    property bool main: false
    property bool on: false
    property bool repeats: false
    property string family: Theme.fontFamily
    property real size: Theme.headingSize
    property real drop: 0  // how far below its place the label stands
    property real reach: 0  // how far the touch area goes beyond the face
    readonly property bool down: finger.pressed
    readonly property color inkNow: main ? Theme.primaryInk : on ? Theme.primary : Theme.ink
    signal tapped()

    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.checked: on
    Accessible.onPressAction: tapped()

    Rectangle {  // a quiet edge below, so that it looks like something to press
        anchors { fill: face; topMargin: 3 * Theme.unit; bottomMargin: -3 * Theme.unit }
        radius: face.radius
        color: Theme.line
        visible: !Theme.contrast
    }
    Rectangle {
        id: face
        anchors.fill: parent
        radius: Theme.radius * 0.7
        color: key.down ? (key.main ? Theme.primaryDeep : Theme.primaryTint)
             : key.main ? Theme.primary
             : key.isFunction && !Theme.contrast ? Theme.keyShade : Theme.keyFace
        border { width: Theme.contrast || key.down ? Theme.stroke : 0; color: Theme.contrast ? Theme.line : Theme.primary }
    }
    Icon {
        anchors.centerIn: parent
        visible: key.icon !== ""
        name: key.icon
        color: key.inkNow
        size: Math.min(Theme.icon, key.height * 0.55)
        rotation: key.turned ? 180 : 0
    }
    Text {
        anchors { fill: parent; margins: 4 * Theme.unit; topMargin: 4 * Theme.unit + key.drop; bottomMargin: 4 * Theme.unit - key.drop }
        visible: key.icon === ""
        text: key.label
        textFormat: Text.PlainText
        color: key.inkNow
        font { family: key.family; pixelSize: key.size; features: ({ "halt": 1 }) }  // Chinese marks in the middle, not in a corner
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.smallSize * 0.7
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        Accessible.ignored: true
    }

    TapHandler {
        id: finger
        margin: key.reach
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 3600  // seconds: a slow finger types too
        onPressedChanged: {
            if (pressed)
                again.repeated = false
            again.running = false
            hold.running = pressed && key.repeats
        }
        onTapped: if (!again.repeated) key.tapped()
    }
    Timer { id: hold; interval: 500; onTriggered: again.running = true }
    Timer {
        id: again
        property bool repeated: false
        interval: 90
        repeat: true
        triggeredOnStart: true
        onTriggered: { repeated = true; key.tapped() }
    }
}
