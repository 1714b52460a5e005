import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    primary: words.matter_start
    onProceed: presenter.proceed()

    Repeater {
        model: page.presenter.facts
        Fact { required property var modelData; width: parent.width; icon: modelData.icon; label: modelData.label; text: modelData.text }
    }
    Heading { width: parent.width; visible: page.presenter.bring.length > 0; text: words.matter_bring }
    Repeater {
        model: page.presenter.bring
        Fact { required property var modelData; width: parent.width; icon: "list"; text: modelData; quiet: true }
    }
    Heading { width: parent.width; visible: page.presenter.parts.length > 0; text: words.matter_parts }
    Repeater {
        model: page.presenter.parts
        Fact { required property var modelData; width: parent.width; icon: "list"; text: modelData.name; label: modelData.department; labelBelow: true }
    }
}
