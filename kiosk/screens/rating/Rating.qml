import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    title: presenter.title
    lead: presenter.lead
    primary: words.rating_send
    primaryEnabled: presenter.rated
    secondary: words.rating_skip
    onProceed: presenter.proceed()
    onSecondaryTapped: presenter.skip()

    Repeater {
        model: page.presenter.grades
        ChoiceRow {
            required property var modelData
            objectName: "rating_" + modelData.grade
            width: parent.width
            label: modelData.label
            selected: modelData.chosen
            onTapped: page.presenter.choose(modelData.grade)
        }
    }
    Heading { width: parent.width; visible: page.presenter.reasons.length > 0; text: words.rating_why }
    Flow {
        id: reasons
        width: parent.width
        spacing: Theme.gap
        visible: page.presenter.reasons.length > 0
        Repeater {
            model: page.presenter.reasons
            ChoiceRow {
                required property var modelData
                objectName: "reason_" + modelData.key
                width: Theme.large ? reasons.width : (reasons.width - Theme.gap) / 2
                several: true
                label: modelData.label
                selected: modelData.chosen
                onTapped: page.presenter.reason(modelData.key)
            }
        }
    }
}
