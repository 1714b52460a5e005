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
    primary: words.consent_agree
    secondary: words.consent_decline
    onProceed: presenter.proceed()
    scroller.spacing: 14 * Theme.unit
    onSecondaryTapped: presenter.decline()

    Repeater {
        model: page.presenter.points
        Fact { required property var modelData; width: parent.width; icon: modelData.icon; label: modelData.label; text: modelData.text }
    }
    ChoiceRow {
        objectName: "choice_look_up"
        visible: page.presenter.asksLookUp
        width: parent.width
        several: true
        label: words.consent_look_up
        hint: words.consent_look_up_hint
        selected: page.presenter.lookUp
        onTapped: page.presenter.toggleLookUp()
    }
    Words { width: parent.width; text: words.consent_version + " " + page.presenter.version; color: Theme.soft; font.pixelSize: Theme.smallSize }
}
