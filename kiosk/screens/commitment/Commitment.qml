import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    step: presenter.step
    steps: presenter.steps
    stepLabel: presenter.stepLabel
    primary: words.commitment_sign
    primaryEnabled: presenter.signed
    secondary: words.commitment_read
    secondaryIcon: "voice"
    onProceed: presenter.proceed()
    onSecondaryTapped: presenter.readAloud()

    Rectangle {
        width: parent.width
        height: letter.implicitHeight + 3 * Theme.gap
        radius: Theme.radius
        color: Theme.surface
        border { width: Theme.stroke; color: Theme.line }
        Words {
            id: letter
            objectName: "letter"
            anchors { left: parent.left; right: parent.right; margins: 1.5 * Theme.gap; verticalCenter: parent.verticalCenter }
            text: page.presenter.letter
            font.pixelSize: Theme.labelSize
        }
    }
    Note { width: parent.width; text: page.presenter.consequence; tone: "warning" }
    Note { width: parent.width; visible: text !== ""; text: page.presenter.confirmation }
    SignatureField { width: parent.width; signer: page.presenter }
}
