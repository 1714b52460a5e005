import QtQuick
import "../theme"

// A heading between groups on one screen.
Words {
    strong: true
    font.pixelSize: Theme.bodySize
    spaceAbove: Theme.halfGap
    Accessible.role: Accessible.Heading
    Accessible.name: text
}
