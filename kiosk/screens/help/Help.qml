import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    primary: words.help_back
    onProceed: presenter.proceed()

    Heading { width: parent.width; text: words.help_people }
    Repeater {
        model: page.presenter.people
        Fact { required property var modelData; width: parent.width; icon: modelData.icon; label: modelData.label; text: modelData.text }
    }
    Heading { width: parent.width; text: words.help_modes }
    Grid {
        id: modes
        columns: (Theme.large || Theme.rightToLeft) && !Theme.landscape ? 1 : 2
        spacing: Theme.gap
        width: parent.width
        Repeater {
            model: page.presenter.modes
            SecondaryButton {
                required property var modelData
                objectName: "mode_" + modelData.name
                width: (modes.width - (modes.columns - 1) * modes.spacing) / modes.columns
                compact: true
                actsOnce: false
                label: modelData.label
                icon: modelData.on ? "tick" : modelData.icon
                selected: modelData.on
                onTapped: page.presenter.toggle(modelData.name)
            }
        }
    }
    Heading { width: parent.width; text: words.help_questions }
    Repeater {
        model: page.presenter.questions
        Column {
            required property var modelData
            width: parent.width
            spacing: 4 * Theme.unit
            Words { width: parent.width; text: parent.modelData.label; strong: true; font.pixelSize: Theme.labelSize }
            Words { width: parent.width; text: parent.modelData.text; font.pixelSize: Theme.labelSize }
        }
    }
}
