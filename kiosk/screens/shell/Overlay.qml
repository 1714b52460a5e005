import QtQuick
import "../theme"
import "../controls"

// What lies over the stage: the time-out, the question before leaving, the card that was left behind, a fault that ended the visit.
Rectangle {
    id: overlay
    color: Theme.veil
    MouseArea { anchors.fill: parent }  // nothing below can be touched
    Rectangle {
        anchors { left: parent.left; right: parent.right; leftMargin: Theme.margin; rightMargin: Theme.margin; verticalCenter: parent.verticalCenter }
        height: column.implicitHeight + 4 * Theme.gap
        radius: Theme.radius
        color: Theme.ground
        border { width: Theme.contrast ? Theme.strong : 0; color: Theme.line }
        Accessible.role: Accessible.AlertMessage
        Accessible.name: shell.overlayTitle
        Column {
            id: column
            anchors { left: parent.left; right: parent.right; margins: 2 * Theme.gap; verticalCenter: parent.verticalCenter }
            spacing: Theme.gap
            Icon {
                visible: shell.overlayIcon !== ""
                name: shell.overlayIcon
                color: Theme.primary
                size: 110 * Theme.unit
                anchors.horizontalCenter: parent.horizontalCenter
            }
            Words { objectName: "overlay_title"; width: parent.width; text: shell.overlayTitle; strong: true; font.pixelSize: Theme.titleSize; horizontalAlignment: Text.AlignHCenter }
            Words { width: parent.width; text: shell.overlayText; visible: text !== ""; color: Theme.soft; horizontalAlignment: Text.AlignHCenter }
            Words {
                visible: shell.overlay === "timeout"
                width: parent.width
                text: shell.secondsLeft
                strong: true
                color: Theme.primary
                font.pixelSize: 2 * Theme.numberSize
                horizontalAlignment: Text.AlignHCenter
            }
            Item { width: 1; height: Theme.halfGap }
            Flow {
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, secondButton.visible ? firstButton.width + secondButton.width + spacing : firstButton.width)
                spacing: Theme.gap
                layoutDirection: Qt.RightToLeft
                PrimaryButton { id: firstButton; objectName: "overlay_primary"; visible: label !== ""; label: shell.overlayPrimary; onTapped: shell.answerOverlay(true) }
                SecondaryButton { id: secondButton; objectName: "overlay_secondary"; visible: label !== ""; label: shell.overlaySecondary; tone: shell.overlay === "leave" || shell.overlay === "timeout" ? "danger" : "plain"; onTapped: shell.answerOverlay(false) }
            }
        }
    }
}
