import QtQuick
import "../theme"

// Text of a screen: set by the theme, read from the side the language begins on.
Text {
    property bool strong: false
    color: Theme.ink
    font.family: Theme.fontFamily
    font.pixelSize: Theme.bodySize
    font.bold: strong
    lineHeight: lineCount > 1 ? Theme.lineHeight : 1
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignLeft  // mirrored with the layout
}
