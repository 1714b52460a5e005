import QtQuick
import "../theme"
import "../controls"

StagePage {
    id: page
    property var presenter
    readonly property bool device: presenter.way === "card" || presenter.way === "social"
    title: presenter.title
    lead: presenter.lead
    step: presenter.step
    steps: presenter.steps
    stepLabel: presenter.stepLabel
    primary: presenter.way === "choose" ? "" : words.go_on
    primaryEnabled: presenter.canGoOn
    secondary: presenter.secondary
    secondaryIcon: presenter.way === "card" ? "" : "card"
    onProceed: presenter.proceed()
    onSecondaryTapped: presenter.useOtherWay()

    DevicePrompt {
        visible: page.device && page.presenter.state !== "absent"
        width: parent.width
        height: (page.presenter.choices.length > 0 || Theme.reach ? 280 : Theme.landscape || Theme.large ? 400 : 600) * Theme.unit
        kind: page.presenter.way === "social" ? "slot" : "reader"
        done: page.presenter.state === "read"
    }
    Note {
        objectName: "state"
        visible: page.device
        width: parent.width
        tone: page.presenter.tone
        icon: page.presenter.state === "waiting" ? "card" : page.presenter.state === "reading" ? "time" : page.presenter.tone === "ok" ? "check" : "attention"
        text: page.presenter.message
    }
    Words {
        width: parent.width
        visible: page.device && text !== ""
        text: page.presenter.smallPrint
        color: Theme.soft
        font.pixelSize: Theme.smallSize
    }
    Repeater {
        model: page.presenter.choices
        ActionRow {
            required property var modelData
            objectName: "choice_" + modelData.key
            width: parent.width
            label: modelData.label
            hint: modelData.hint
            onTapped: page.presenter.choose(modelData.key)
        }
    }
    TextField { visible: page.presenter.way === "by_hand"; width: parent.width; field: page.presenter.name }
    TextField { visible: page.presenter.way === "by_hand"; width: parent.width; field: page.presenter.number }
}
