import QtQuick
import QtQuick.Templates as T
import Magpie

// What the owner of a group decides.
Sheet {
    id: sheet

    required property var form

    title: qsTr("Group settings")
    wanted: 440

    Connections {
        target: sheet.form

        function onLoaded(): void {
            const values = sheet.form.values;
            name.text = values.name;
            about.text = values.description;
            secret.text = values.password;
            findable.checked = values.is_public;
            invited.checked = values.is_members_only;
            moderated.checked = values.is_moderated;
            hidden.checked = values.is_anonymous;
            invite.checked = values.may_all_invite;
            subject.checked = values.may_all_set_subject;
            history.checked = values.keeps_history;
        }

        function onSaved(): void {
            sheet.close();
        }
    }

    function done(): void {
        form.save({
            "name": name.text.trim(),
            "description": about.text.trim(),
            "password": secret.text,
            "is_public": findable.checked,
            "is_members_only": invited.checked,
            "is_moderated": moderated.checked,
            "is_anonymous": hidden.checked,
            "may_all_invite": invite.checked,
            "may_all_set_subject": subject.checked,
            "keeps_history": history.checked
        });
    }

    Flickable {
        implicitHeight: column.implicitHeight
        width: parent.width
        height: parent.height
        contentHeight: column.implicitHeight
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: SlimScrollBar {}

        Column {
            id: column

            width: parent.width
            leftPadding: 24
            rightPadding: 24
            bottomPadding: 24
            spacing: 12

            Field {
                id: name

                width: parent.width - 48
                focus: true
                label: qsTr("Name of the group")
                error: sheet.form.error
                maximumLength: 80
            }

            Field {
                id: about

                width: parent.width - 48
                label: qsTr("Description")
                maximumLength: 300
            }

            PasswordField {
                id: secret

                width: parent.width - 48
                label: qsTr("Password")
                note: qsTr("Leave it empty for none.")
            }

            Column {
                leftPadding: -12
                width: parent.width - 48

                Toggle {
                    id: findable

                    width: parent.width + 24
                    text: qsTr("Anybody may find it")
                }

                Toggle {
                    id: invited

                    width: parent.width + 24
                    text: qsTr("Only members get in")
                    note: qsTr("Whoever is invited becomes a member.")
                }

                Toggle {
                    id: invite

                    width: parent.width + 24
                    text: qsTr("Each member may invite others")
                }

                Toggle {
                    id: subject

                    width: parent.width + 24
                    text: qsTr("Each member may change the subject")
                }

                Toggle {
                    id: moderated

                    width: parent.width + 24
                    text: qsTr("Newcomers may only read")
                    note: qsTr("Until a moderator lets them speak.")
                }

                Toggle {
                    id: hidden

                    width: parent.width + 24
                    text: qsTr("Hide addresses")
                    note: qsTr("Only moderators see who is behind a name.")
                }

                Toggle {
                    id: history

                    width: parent.width + 24
                    text: qsTr("Keep what was said")
                    note: qsTr("So that who comes later finds it.")
                }
            }

            Row {
                width: parent.width - 48
                layoutDirection: Qt.RightToLeft
                spacing: 8

                PushButton {
                    text: qsTr("Save")
                    filled: true
                    enabled: sheet.form.ready && name.text.trim() !== ""
                    onClicked: sheet.done()
                }

                PushButton {
                    text: qsTr("Cancel")
                    onClicked: sheet.close()
                }
            }
        }
    }
}
