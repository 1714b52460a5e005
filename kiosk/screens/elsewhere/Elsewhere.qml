import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    primary: presenter.again
    secondary: words.rail_home
    secondaryIcon: "home"
    onProceed: presenter.proceed()
    onSecondaryTapped: presenter.home()

    Note { width: parent.width; tone: "ok"; text: words.elsewhere_nothing_sent }
    Heading { width: parent.width; text: words.elsewhere_where }
    Repeater {
        model: page.presenter.ways
        Fact { required property var modelData; width: parent.width; icon: modelData.icon; label: modelData.label; text: modelData.text }
    }
}
