"""A scripted visit: what one person brings, answers and does, as TOML. See docs/visit-script.md."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

_LANGUAGES = {"kk_Arab": "kk", "kk-Arab": "kk", "zh_CN": "zh", "zh-Hans": "zh"}
LanguageCode = Literal["ug", "zh", "kk"]
Network = Literal["up", "down", "down-then-up", "cut-at-submit"]
Mode = Literal["large_text", "high_contrast", "voice", "reach"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Card(_Strict):
    """The card the person lays on the reader (resident) or puts into the slot (social)."""

    kind: Literal["resident", "social"] = "resident"
    name: str
    number: str
    address: str = ""
    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = Field(None, description="without it: 长期, no end")

    @field_validator("valid_to", mode="before")
    @classmethod
    def _no_end(cls, value: object) -> object:
        return None if value in ("长期", "") else value


class Script(_Strict):
    """One visit. Answers are by field or question key: an option's key or its words in any language; several as a list."""

    matter: str
    language: LanguageCode = "zh"
    modes: list[Mode] = []
    network: Network = "up"
    card: Card | None = Field(
        None, description="without it the person types name and number: answers applicant_name, applicant_id"
    )
    answers: dict[str, str | int | float | bool | list[str]] = {}
    materials: dict[str, str] = Field({}, description='a picture\'s path, "held" or "promise"')
    rating: int | None = Field(None, ge=1, le=5)
    switch_language_at: dict[str, LanguageCode] = {}
    size: Literal["portrait", "landscape"] = "portrait"

    @field_validator("language", mode="before")
    @classmethod
    def _usual_names(cls, value: object) -> object:
        return _LANGUAGES.get(value, value) if isinstance(value, str) else value


class ScriptError(ValueError):
    """What is wrong in a script, by name."""


def read_script(path: Path) -> Script:
    """Pictures' paths are relative to the script. Raises ScriptError."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        script = Script.model_validate(table)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise ScriptError(f"{path}: " + "; ".join(faults)) from error
    except (OSError, ValueError) as error:
        raise ScriptError(f"{path}: {error}") from error
    pictures = {
        key: way if way in ("held", "promise") else str((path.parent / way).resolve())
        for key, way in script.materials.items()
    }
    missing = [f"materials.{key}: no such picture: {way}" for key, way in pictures.items() if not _there(way)]
    if missing:
        raise ScriptError(f"{path}: " + "; ".join(missing))
    return script.model_copy(update={"materials": pictures})


def _there(way: str) -> bool:
    return way in ("held", "promise") or Path(way).is_file()
