import QtQuick
import "../theme"

// Text of a screen: set by the theme, read from the side the language begins on.
Text {
    id: words
    property bool strong: false
    property bool arabic: Theme.rightToLeft  // set where a text stands in another language than the screen's
    // Noto Sans Arabic's own line is 2.1 em, and its letters stand in the middle of it: a line of 1.6 em is cut from there.
    readonly property real raised: arabic ? Math.round(font.pixelSize * 0.07) : 0
    property real spaceAbove: 0
    color: Theme.ink
    font.family: arabic ? "Noto Sans Arabic" : "Noto Sans CJK SC"
    font.pixelSize: Theme.bodySize
    font.bold: strong
    lineHeightMode: Text.FixedHeight
    lineHeight: Math.round(font.pixelSize * (arabic ? 1.6 : 1.4))
    topPadding: spaceAbove - raised
    bottomPadding: raised
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignLeft  // mirrored with the layout
}
