import QtQuick
import "../theme"

// One question or one list: stepper, title, lead, content, and the actions at the bottom. Upright it is one column; lying, the
// title and the actions stand on the reading side and the content beside them.
FocusScope {
    id: page
    default property alias content: scroller.content
    property string title
    property string lead
    property int step: 0
    property int steps: 0
    property string stepLabel
    property string primary
    property bool primaryEnabled: true
    property string secondary
    property string secondaryIcon
    property string primaryName: "primary"  // what scripts and tests know the buttons by
    property string secondaryName: "secondary"
    property bool secondaryEnabled: true
    property alias moreActions: actions.data
    property alias aboveContent: above.data
    property alias scroller: scroller
    readonly property bool beside: Theme.landscape
    readonly property real bodyHeight: body.height - (bodyLead.visible ? bodyLead.height + Theme.gap : 0)
    // Beside the content there may be no room for the lead above the actions: then it goes before the content.
    readonly property bool leadBeside: !beside || head.anchors.topMargin + stepper.implicitHeight + titleWords.implicitHeight
        + leadWords.implicitHeight + 4 * Theme.halfGap < height - (actions.visible ? actions.height + actions.anchors.bottomMargin + Theme.gap : 0)
    signal proceed()
    signal secondaryTapped()

    anchors.fill: parent
    readonly property real headWidth: beside ? width * 0.36 : width - 2 * Theme.margin
    readonly property real lowered: Theme.reach && !beside && !keyboard.shown ? height * 0.34 : 0

    Column {
        id: head
        anchors { top: parent.top; topMargin: page.lowered + (page.beside ? 36 : 48) * Theme.unit; left: parent.left; leftMargin: Theme.margin }
        width: page.headWidth
        spacing: Theme.halfGap
        visible: !(page.beside && keyboard.shown)  // above the keyboard a lying screen has room for the actions only
        Stepper { id: stepper; width: parent.width; step: page.step; of: page.steps; label: page.stepLabel }
        Item { width: 1; height: page.steps > 1 ? Theme.halfGap : 0 }
        Words {
            id: titleWords
            objectName: "title"
            width: parent.width
            text: page.title
            strong: true
            font.pixelSize: Theme.titleSize
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Words { id: leadWords; objectName: "lead"; width: parent.width; text: page.lead; visible: text !== "" && !keyboard.shown && page.leadBeside; color: Theme.soft; font.pixelSize: Theme.bodySize }
    }
    Item {
        id: body
        anchors {
            top: page.beside ? parent.top : head.bottom
            topMargin: (page.beside ? 36 : 32) * Theme.unit
            left: page.beside ? head.right : parent.left
            leftMargin: Theme.margin
            right: parent.right
            rightMargin: Theme.margin
            bottom: page.beside ? parent.bottom : actions.top
            bottomMargin: 24 * Theme.unit
        }
        Column {
            id: above
            width: parent.width
            spacing: Theme.gap
            Words { id: bodyLead; width: parent.width; text: page.lead; visible: text !== "" && !keyboard.shown && !page.leadBeside; color: Theme.soft; font.pixelSize: Theme.labelSize }
        }
        Scroller {
            id: scroller
            objectName: "scroller"
            anchors { top: above.bottom; topMargin: above.height > 0 ? Theme.gap : 0; left: parent.left; right: parent.right; bottom: parent.bottom }
        }
    }
    Flow {
        id: actions
        layoutDirection: Qt.RightToLeft
        anchors {
            bottom: parent.bottom
            bottomMargin: visible ? 40 * Theme.unit : 0
            left: parent.left
            leftMargin: Theme.margin
        }
        width: page.headWidth
        visible: page.primary !== "" || page.secondary !== ""
        height: visible ? implicitHeight : 0
        spacing: Theme.gap
        PrimaryButton {
            objectName: page.primaryName
            visible: page.primary !== ""
            label: page.primary
            enabled: page.primaryEnabled
            width: Math.min(implicitWidth, page.headWidth)
            onTapped: page.proceed()
        }
        SecondaryButton {
            objectName: page.secondaryName
            visible: page.secondary !== ""
            label: page.secondary
            icon: page.secondaryIcon
            enabled: page.secondaryEnabled
            width: Math.min(implicitWidth, page.headWidth)
            onTapped: page.secondaryTapped()
        }
    }
}
