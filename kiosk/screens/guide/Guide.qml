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
    primary: words.go_on
    primaryEnabled: presenter.chosen !== ""
    onProceed: presenter.proceed()

    Repeater {
        model: page.presenter.options
        ChoiceRow {
            required property string modelData
            objectName: "choice_" + modelData
            width: parent.width
            label: page.presenter.labels[modelData]
            selected: page.presenter.chosen === modelData
            onTapped: page.presenter.choose(modelData)
        }
    }
}
