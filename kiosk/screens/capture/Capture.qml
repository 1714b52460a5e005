import QtQuick
import Kiosk.Drawing
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead

    aboveContent: [
        Note {
            objectName: "capture_message"
            width: parent.width
            text: (page.presenter.pageWords !== "" ? page.presenter.pageWords + " " : "") + page.presenter.message
            tone: page.presenter.tone
        },
        Rectangle {
            width: parent.width
            height: (Theme.landscape ? 420 : 760) * Theme.unit
            radius: Theme.radius
            color: "#20262E"
            CameraView {
                id: view
                anchors { fill: parent; margins: 4 * Theme.unit }
                Component.onCompleted: follow(page.presenter)
            }
        },
        Flow {
            width: parent.width
            spacing: Theme.gap
            layoutDirection: Qt.RightToLeft
            PrimaryButton {
                objectName: "shoot"
                visible: !page.presenter.taken
                enabled: page.presenter.canShoot
                label: words.capture_shoot
                onTapped: page.presenter.shoot()
            }
            PrimaryButton {
                objectName: "use"
                visible: page.presenter.taken
                label: words.capture_use
                onTapped: page.presenter.use()
            }
            SecondaryButton {
                objectName: "again"
                visible: page.presenter.taken
                label: words.capture_again
                icon: "camera"
                onTapped: page.presenter.again()
            }
            SecondaryButton {
                objectName: "add_page"
                visible: page.presenter.canAdd
                label: words.capture_add
                onTapped: page.presenter.addPage()
            }
            SecondaryButton {
                objectName: "other_way"
                visible: page.presenter.broken
                label: words.capture_other_way
                icon: "back"
                pointing: true
                onTapped: page.presenter.back()
            }
        }
    ]
}
