"""Who the machine is: read whole by the agent, by name only by the first screen."""

import json
from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.remote.credentials import CredentialsFile


def test_the_names_are_those_of_the_enrolment(credentials: CredentialsFile) -> None:
    enrolment = credentials.load()
    assert enrolment is not None
    assert credentials.names() == (enrolment.terminal, enrolment.site) == ("T0001", "测试大厅")


def test_a_machine_that_is_not_enrolled_with_this_store_has_none(credentials: CredentialsFile) -> None:
    assert CredentialsFile(credentials.path, "another store").names() is None
    credentials.path.unlink()
    assert credentials.names() is None


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"store": "S"}), json.dumps({"store": "S", "enrolment": {}})])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, content: str) -> None:
    file = CredentialsFile(tmp_path / "credentials.json", "S")
    file.path.write_text(content, "utf-8")
    for read in (file.load, file.names):
        with pytest.raises(KnownFault) as told:
            read()
        assert told.value.fault.code == "credentials_damaged"
