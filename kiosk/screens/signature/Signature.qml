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
    primary: words.signature_done
    primaryEnabled: presenter.signed
    onProceed: presenter.proceed()
    SignatureField { width: parent.width; signer: page.presenter }
}
