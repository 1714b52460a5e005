pragma Singleton
import QtQuick

// All colours and sizes of the terminal (visual.md). No screen writes a colour or a size of its own.
// Sizes are in design pixels at 1080 across, times `unit`; the shell sets unit, large, contrast and the language's direction.
QtObject {
    property real unit: 1
    property bool large: false
    property bool contrast: false
    property bool rightToLeft: false
    property bool landscape: false
    property bool reach: false
    property bool keypad: false  // the last thing pressed was a key: the focus is shown

    // Colour
    readonly property color ground: contrast ? "#000000" : "#FBFAF7"
    readonly property color surface: contrast ? "#000000" : "#FFFFFF"
    readonly property color ink: contrast ? "#FFFFFF" : "#16212E"
    readonly property color soft: contrast ? "#E6E6E6" : "#566170"
    readonly property color line: contrast ? "#FFFFFF" : "#DDD8CE"
    readonly property color primary: contrast ? "#FFE45C" : "#0F5C8C"
    readonly property color primaryInk: contrast ? "#000000" : "#FFFFFF"
    readonly property color primaryDeep: contrast ? "#FFE45C" : "#0A4266"
    readonly property color primaryTint: contrast ? "#1A1A1A" : "#E6F0F6"
    readonly property color accent: contrast ? "#FFE45C" : "#E8912D"
    readonly property color accentPressed: contrast ? "#FFF3B0" : "#D17D1B"
    readonly property color accentInk: contrast ? "#000000" : "#231300"
    readonly property color ok: contrast ? "#9CF0B8" : "#2C7A4B"
    readonly property color okTint: contrast ? "#000000" : "#E7F3EB"
    readonly property color warning: contrast ? "#FFE45C" : "#8A5A00"
    readonly property color warningTint: contrast ? "#000000" : "#FBF1DC"
    readonly property color danger: contrast ? "#FFB4AB" : "#B3261E"
    readonly property color dangerTint: contrast ? "#000000" : "#FBE9E7"
    readonly property color pressed: contrast ? "#333333" : "#EFEBE2"
    readonly property color veil: contrast ? "#E6000000" : "#99101820"
    readonly property color keyboardGround: contrast ? "#000000" : "#EDEAE3"
    readonly property color keyFace: contrast ? "#000000" : "#FFFFFF"
    readonly property color keyShade: contrast ? "#FFFFFF" : "#DCD7CC"
    readonly property color paper: "#FFFFFF"  // paper and QR codes are white in every theme
    readonly property color paperInk: "#000000"
    readonly property color paperDanger: "#B3261E"
    readonly property color paperLine: "#B8B2A5"
    readonly property color paperSoft: "#6A6458"
    readonly property color cameraGround: "#20262E"  // around the picture of the document camera

    // Type. Arabic script is drawn a tenth larger, so that both scripts look equal in weight.
    readonly property string fontFamily: rightToLeft ? "Noto Sans Arabic" : "Noto Sans CJK SC"
    readonly property real textScale: unit * (large ? 1.35 : 1) * (rightToLeft ? 1.06 : 1)
    readonly property real lineHeight: rightToLeft ? 1.6 : 1.4  // times the letters' size
    readonly property real titleSize: Math.round(54 * textScale * (large ? 0.9 : 1))
    readonly property real headingSize: Math.round(40 * textScale)
    readonly property real bodySize: Math.round(34 * textScale)
    readonly property real labelSize: Math.round(30 * textScale)
    readonly property real smallSize: Math.round(26 * textScale)
    readonly property real numberSize: Math.round(72 * unit * (large ? 1.15 : 1))

    // Space and form
    readonly property real gap: 24 * unit
    readonly property real halfGap: 12 * unit
    readonly property real margin: (landscape ? 48 : 64) * unit
    readonly property real touch: 96 * unit
    readonly property real row: 116 * unit
    readonly property real action: 124 * unit
    readonly property real radius: 20 * unit
    readonly property real stroke: Math.max(1, 2 * unit)
    readonly property real strong: 3 * unit
    readonly property real focusRing: 6 * unit
    readonly property real icon: 52 * unit
    readonly property real headerHeight: (landscape ? 108 : 132) * unit
    readonly property real railHeight: (landscape ? 116 : 164) * unit

    readonly property int duration: 120
}
