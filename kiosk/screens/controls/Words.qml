import QtQuick
import "../theme"

// Text of a screen: set by the theme, read from the side the language begins on.
Text {
    id: words
    property bool strong: false
    property bool arabic: Theme.rightToLeft  // set where a text stands in another language than the screen's
    // Qt gives the last line the face's own height: 2.12 em in Noto Sans Arabic, where the letters stand 1.14 em down, and
    // 1.45 em in the Chinese face. What is too much is taken off above and below, so that one line is 1.6 or 1.4 em high with its
    // letters in the middle, and a text of many lines grows by whole lines.
    readonly property real cutAbove: Math.round(font.pixelSize * (arabic ? 0.34 : 0.05))
    readonly property real cutBelow: Math.round(font.pixelSize * (arabic ? 0.18 : 0))
    property real spaceAbove: 0
    color: Theme.ink
    font.family: arabic ? "Noto Sans Arabic" : "Noto Sans CJK SC"
    font.pixelSize: Theme.bodySize
    font.bold: strong
    lineHeightMode: Text.FixedHeight
    lineHeight: Math.round(font.pixelSize * (arabic ? 1.6 : 1.4))
    topPadding: spaceAbove - cutAbove
    bottomPadding: -cutBelow
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignLeft  // mirrored with the layout
}
