import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    primary: presenter.cardThere ? "" : words.goodbye_done
    onProceed: presenter.proceed()

    Item { width: 1; height: 2 * Theme.gap }
    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        name: page.presenter.cardThere ? "card" : "check"
        color: page.presenter.cardThere ? Theme.warning : Theme.ok
        size: 200 * Theme.unit
    }
    Item { width: 1; height: 2 * Theme.gap }
    Note { width: parent.width; text: words.goodbye_wiped; tone: "ok" }
}
