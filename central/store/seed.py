"""Publishes the matters of a folder, at each start of the platform: what is new or changed gets the next sequence number."""

from pathlib import Path

from central.store.matters import PublishedMatters
from kiosk.matters.folder import BadMatter, missing_texts, read_folder


def seed(matters: PublishedMatters, folder: Path) -> tuple[list[str], list[str]]:
    """Codes that were published or withdrawn, and what is wrong with folders that were left as they are.

    A matter that has left the folder is withdrawn, but never because its folder cannot be read.
    """
    changed: list[str] = []
    findings: list[str] = []
    present: set[str] = set()
    for path in sorted(path.parent for path in folder.glob("*/matter.toml")):
        present.add(path.name)
        try:
            published = read_folder(path)
        except BadMatter as error:
            findings += error.findings
            continue
        present.add(published.matter.code)
        if missing := missing_texts(published):
            findings.append(f"{path}: texts are missing: {missing}")
        elif matters.publish(published):
            changed.append(published.matter.code)
    for code in set(matters.codes()) - present:
        matters.withdraw(code)
        changed.append(code)
    return changed, findings
