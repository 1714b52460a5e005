import QtQuick
import QtQuick.Window
import "../../screens/theme"
import "../../screens/controls"

// The desk beside the terminal: for developers and demos. `desk` comes from Python.
Window {
    id: window
    objectName: "desk"
    width: 560
    height: 1000
    minimumWidth: 480
    title: "演示台"
    color: Theme.ground

    Binding { target: Theme; property: "unit"; value: 0.5 }

    Flickable {
        anchors { fill: parent; margins: 20 }
        contentHeight: all.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        Column {
            id: all
            width: parent.width
            spacing: 12

            Item {
                width: parent.width
                height: heading.implicitHeight
                Words { id: heading; text: "演示台"; strong: true; font.pixelSize: 24 }
                Words {
                    anchors { right: parent.right; left: heading.right; leftMargin: 16; verticalCenter: heading.verticalCenter }
                    horizontalAlignment: Text.AlignRight
                    text: desk.trouble
                    visible: text !== ""
                    color: Theme.danger
                    font.pixelSize: Theme.smallSize
                    maximumLineCount: 2
                    elide: Text.ElideRight
                }
            }

            Section {
                name: "证件"
                standing: !desk.readerPlugged ? "身份证读卡器已拔掉" : desk.anyCard ? "有卡" : "没有卡"
                tone: !desk.readerPlugged ? "danger" : "plain"
                Repeater {
                    model: desk.people
                    Item {
                        id: row
                        required property var modelData
                        width: parent.width
                        height: 40
                        Column {
                            anchors { left: parent.left; right: buttons.left; rightMargin: 12; verticalCenter: parent.verticalCenter }
                            Words { width: parent.width; text: row.modelData.name; font.pixelSize: Theme.labelSize; elide: Text.ElideRight; wrapMode: Text.NoWrap }
                            Words {
                                width: parent.width
                                text: row.modelData.number + (row.modelData.remark ? "　" + row.modelData.remark : "")
                                color: Theme.soft
                                font.pixelSize: Theme.smallSize - 1
                                wrapMode: Text.NoWrap
                                elide: Text.ElideRight
                            }
                        }
                        Row {
                            id: buttons
                            spacing: 8
                            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                            DeskButton {
                                objectName: "resident_" + row.modelData.number
                                width: 116
                                readonly property bool lies: desk.cardOn === row.modelData.number
                                label: lies ? "拿走身份证" : "放身份证"
                                selected: lies
                                onTapped: lies ? desk.takeCard() : desk.putCard(row.modelData.number)
                            }
                            DeskButton {
                                objectName: "social_" + row.modelData.number
                                width: 100
                                readonly property bool lies: desk.socialIn === row.modelData.number
                                label: lies ? "拔社保卡" : "插社保卡"
                                selected: lies
                                onTapped: lies ? desk.pullSocial() : desk.insertSocial(row.modelData.number)
                            }
                        }
                    }
                }
                DeskButton {
                    objectName: "reader"
                    label: desk.readerPlugged ? "拔掉读卡器的线" : "插上读卡器的线"
                    tone: "danger"
                    selected: !desk.readerPlugged
                    onTapped: desk.readerPlugged ? desk.unplugReader() : desk.plugReader()
                }
            }

            Section {
                name: "拍照台"
                standing: desk.paperOn ? "有纸" : "没有纸"
                Row {
                    id: papers
                    width: parent.width
                    spacing: 10
                    Repeater {
                        model: desk.papers
                        Pressable {
                            id: paper
                            required property var modelData
                            actsOnce: false
                            objectName: "paper_" + modelData.key
                            readonly property bool lies: desk.paperOn === modelData.key
                            label: (lies ? "拿走：" : "") + modelData.label
                            width: Math.floor((papers.width - papers.spacing * (desk.papers.length - 1)) / desk.papers.length)
                            height: 104
                            ringRadius: 8
                            onTapped: lies ? desk.takePaper() : desk.layPaper(modelData.key)
                            Rectangle {
                                anchors.fill: parent
                                z: -1
                                radius: 8
                                color: paper.lies ? Theme.primaryTint : paper.down ? Theme.pressed : Theme.surface
                                border { width: paper.lies ? 2 : 1; color: paper.lies ? Theme.primary : Theme.line }
                            }
                            Image {
                                anchors { top: parent.top; topMargin: 8; bottom: caption.top; bottomMargin: 4; left: parent.left; right: parent.right }
                                fillMode: Image.PreserveAspectFit
                                source: paper.modelData.picture
                                sourceSize.height: 160
                                asynchronous: true
                            }
                            Words {
                                id: caption
                                anchors { bottom: parent.bottom; bottomMargin: 6; horizontalCenter: parent.horizontalCenter }
                                text: paper.label
                                font.pixelSize: Theme.smallSize
                                color: paper.lies ? Theme.primary : Theme.ink
                            }
                        }
                    }
                }
            }

            Section {
                name: "打印机"
                standing: desk.printer
                tone: desk.trayEmpty || desk.jammed ? "danger" : "ok"
                Row {
                    spacing: 8
                    DeskButton { objectName: "tray"; tone: "danger"; selected: desk.trayEmpty; label: desk.trayEmpty ? "加纸" : "抽空纸盒"; onTapped: desk.trayEmpty ? desk.fill() : desk.emptyTray() }
                    DeskButton { objectName: "jam"; tone: "danger"; selected: desk.jammed; label: desk.jammed ? "取出卡住的纸" : "卡纸"; onTapped: desk.jammed ? desk.clearJam() : desk.jam() }
                    DeskButton { objectName: "take_pages"; label: "取走打印的纸"; enabled: desk.printed.length > 0; onTapped: desk.takePages() }
                }
                Row {
                    spacing: 10
                    visible: desk.printed.length > 0
                    Repeater {
                        model: desk.printed
                        Column {
                            id: sheet
                            required property var modelData
                            spacing: 2
                            Rectangle {
                                width: 80
                                height: 113
                                color: Theme.paper
                                border { width: 1; color: Theme.line }
                                Image { anchors { fill: parent; margins: 1 } source: sheet.modelData.picture; sourceSize.height: 111; fillMode: Image.PreserveAspectFit; asynchronous: true }
                                MouseArea { anchors.fill: parent; onClicked: desk.open(sheet.modelData.path) }
                            }
                            Words { text: sheet.modelData.name; color: Theme.soft; font.pixelSize: Theme.smallSize - 1; anchors.horizontalCenter: parent.horizontalCenter }
                        }
                    }
                }
            }

            Section {
                name: "网络"
                standing: desk.networkWhole ? "通" : "断"
                tone: desk.networkWhole ? "ok" : "danger"
                Row {
                    spacing: 8
                    DeskButton { objectName: "network"; tone: "danger"; selected: !desk.networkWhole; label: desk.networkWhole ? "剪断网线" : "接上网线"; onTapped: desk.networkWhole ? desk.cut() : desk.mend() }
                    DeskButton { objectName: "cut_at_submit"; tone: "danger"; selected: desk.cutAwaited; enabled: desk.networkWhole; label: "提交时断"; onTapped: desk.cutAtSubmit() }
                }
            }

            Section {
                name: "平台收到的申请"
                standing: desk.platform
                Item {
                    width: parent.width
                    height: 36
                    TextEdit {
                        anchors { left: parent.left; right: opener.left; rightMargin: 8; verticalCenter: parent.verticalCenter }
                        text: desk.console
                        readOnly: true
                        selectByMouse: true
                        color: Theme.ink
                        font { family: "Noto Sans Mono, monospace"; pixelSize: Theme.smallSize }
                    }
                    DeskButton { id: opener; objectName: "console"; anchors.right: parent.right; label: "打开工作人员页面"; onTapped: desk.open(desk.console) }
                }
                Repeater {
                    model: desk.applications
                    Item {
                        id: application
                        required property var modelData
                        width: parent.width
                        height: 24
                        Words { id: number; text: application.modelData.number; font.pixelSize: Theme.smallSize; anchors.verticalCenter: parent.verticalCenter }
                        Words {
                            anchors { left: number.right; leftMargin: 12; right: standing.left; rightMargin: 12; verticalCenter: parent.verticalCenter }
                            text: application.modelData.matter
                            color: Theme.soft
                            font.pixelSize: Theme.smallSize
                            elide: Text.ElideRight
                            wrapMode: Text.NoWrap
                        }
                        Words { id: standing; text: application.modelData.state; strong: true; font.pixelSize: Theme.smallSize; anchors { right: parent.right; verticalCenter: parent.verticalCenter } }
                    }
                }
            }

            Section {
                name: "终端说的话"
                standing: desk.said.length ? "" : "还没有说话（在终端上打开“朗读”）"
                Repeater {
                    model: desk.said
                    Words {
                        required property var modelData
                        width: parent.width
                        text: modelData.text
                        font { pixelSize: Theme.smallSize; family: modelData.language === "zh" ? "Noto Sans CJK SC" : "Noto Sans Arabic" }
                        horizontalAlignment: modelData.language === "zh" ? Text.AlignLeft : Text.AlignRight
                        maximumLineCount: 2
                        elide: Text.ElideRight
                    }
                }
            }
        }
    }
}
