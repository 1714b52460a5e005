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
    onProceed: presenter.proceed()
    scroller.spacing: 36 * Theme.unit

    SecondaryButton {
        objectName: "read_card"
        visible: page.presenter.asksCard
        compact: true
        actsOnce: false
        icon: page.presenter.reading ? "close" : "card"
        label: page.presenter.reading ? words.form_card_stop : words.form_card_read
        onTapped: page.presenter.readCard()
    }
    Note { width: parent.width; visible: text !== ""; text: page.presenter.cardMessage; tone: page.presenter.cardTone }
    Repeater {
        id: fields
        model: page.presenter.fields
        Column {
            id: slot
            required property var modelData
            width: parent.width
            visible: modelData.visible
            spacing: Theme.halfGap
            Loader {
                width: parent.width
                sourceComponent: slot.modelData.options.length > 0 ? choiceField : slot.modelData.parts.length > 0 ? dateField : textField
                Component { id: textField; TextField { field: slot.modelData } }
                Component { id: dateField; DateField { field: slot.modelData } }
                Component { id: choiceField; ChoiceField { field: slot.modelData } }
            }
            Note { width: parent.width; visible: slot.modelData.differs; tone: "warning"; text: words.form_differs }
            SecondaryButton {
                objectName: "use_card_" + slot.modelData.key
                visible: slot.modelData.differs
                compact: true
                icon: "card"
                label: words.form_use_card
                onTapped: page.presenter.useCard(slot.modelData.key)
            }
        }
    }
    Connections {
        target: page.presenter
        function onWrong(key) {
            for (let index = 0; index < fields.count; ++index)
                if (fields.itemAt(index).modelData.key === key)
                    toWrong.item = fields.itemAt(index)
            page.scroller.forceActiveFocus()  // the keyboard goes, and the whole list can be seen
            toWrong.restart()
        }
    }
    Timer {  // what is wrong is written below the field first, and the list is laid out anew
        id: toWrong
        property Item item
        interval: 60
        onTriggered: page.scroller.reveal(item)
    }
}
