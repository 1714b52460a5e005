import QtQuick
import QtQuick.Shapes
import "../theme"

// A line icon by name. `points: true` for icons that point somewhere: they turn with the reading direction.
Item {
    id: icon
    property string name
    property color color: Theme.ink
    property real size: Theme.icon
    property bool points: false
    implicitWidth: size
    implicitHeight: size

    Shape {
        width: 24
        height: 24
        transform: [
            Scale { xScale: icon.size / 24 * (icon.points && Theme.rightToLeft ? -1 : 1); yScale: icon.size / 24 },
            Translate { x: icon.points && Theme.rightToLeft ? icon.size : 0 }
        ]
        ShapePath {
            strokeColor: icon.color
            strokeWidth: 1.6
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            PathSvg { path: Icons.path(icon.name) }
        }
    }
}
