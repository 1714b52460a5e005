import QtQuick
import Kiosk.Drawing
import "../theme"
import "../controls"

// The picture takes all the room that words and buttons leave: it is never scrolled.
StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: Theme.reach ? "" : presenter.lead  // where room is short, it is the picture's
    primary: presenter.broken ? "" : presenter.taken ? words.capture_use : words.capture_shoot
    primaryName: presenter.taken ? "use" : "shoot"
    primaryEnabled: presenter.taken || presenter.canShoot
    secondary: presenter.broken ? words.capture_other_way : presenter.taken ? words.capture_again : ""
    secondaryName: presenter.broken ? "other_way" : "again"
    secondaryIcon: presenter.broken ? "" : "camera"
    onProceed: presenter.taken ? presenter.use() : presenter.shoot()
    onSecondaryTapped: presenter.broken ? presenter.back() : presenter.again()
    moreActions: SecondaryButton {
        objectName: "add_page"
        visible: page.presenter.canAdd
        width: Math.min(implicitWidth, page.headWidth)
        label: words.capture_add
        onTapped: page.presenter.addPage()
    }

    aboveContent: [
        Note {
            id: message
            objectName: "capture_message"
            width: parent.width
            text: (page.presenter.pageWords !== "" && !page.presenter.broken ? page.presenter.pageWords + " " : "") + page.presenter.message
            tone: page.presenter.tone
        },
        Rectangle {
            visible: !page.presenter.broken
            width: parent.width
            height: Math.max(240 * Theme.unit, page.bodyHeight - message.height - 2 * Theme.gap)
            radius: Theme.radius
            color: Theme.cameraGround
            CameraView {
                id: view
                objectName: "camera_view"
                anchors { fill: parent; margins: 4 * Theme.unit }
                Component.onCompleted: follow(page.presenter)
            }
        }
    ]
}
