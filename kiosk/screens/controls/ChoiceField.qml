import QtQuick
import "../theme"

// A field whose answers are given: every one a row to tap. `field` has options, labels and chosen.
FieldFrame {
    id: choice
    Column {
        width: parent.width
        spacing: Theme.halfGap
        Repeater {
            model: choice.field.options
            ChoiceRow {
                required property string modelData
                objectName: "choice_" + choice.field.key + "_" + modelData
                width: parent.width
                several: choice.field.type === "choices"
                label: choice.field.labels[modelData]
                selected: choice.field.chosen.indexOf(modelData) >= 0
                onTapped: choice.field.choose(modelData)
            }
        }
    }
}
