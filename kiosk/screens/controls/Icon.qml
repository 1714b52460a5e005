import QtQuick
import "../theme"

// A line icon by name (theme/icons.py). `points: true` for icons that point somewhere: they turn with the reading direction.
Image {
    property string name
    property color color: Theme.ink
    property real size: Theme.icon
    property bool points: false
    width: size
    height: size
    mirror: points && Theme.rightToLeft
    source: name === "" ? "" : "image://icons/" + name + "/" + color.toString().slice(-6)
    sourceSize { width: Math.max(1, Math.round(size)); height: Math.max(1, Math.round(size)) }
}
