"""The three languages a person can choose, and what a screen or a sheet of paper must know of each."""

from enum import StrEnum


class Language(StrEnum):
    """A language of the terminal; the value is the name of its folder under `locales/`."""

    UYGHUR = "ug"
    CHINESE = "zh"
    KAZAKH = "kk"  # in Arabic script, BCP 47 kk-Arab: the usage in China

    @property
    def right_to_left(self) -> bool:
        return self is not Language.CHINESE

    @property
    def own_name(self) -> str:
        """The language's name in itself, for buttons."""
        return {"ug": "ئۇيغۇرچە", "zh": "中文", "kk": "قازاقشا"}[self.value]

    @property
    def bcp47(self) -> str:
        return {"ug": "ug-Arab-CN", "zh": "zh-Hans-CN", "kk": "kk-Arab-CN"}[self.value]


# On every screen the languages stand in this order, whatever language is chosen (visual.md).
ORDER = (Language.UYGHUR, Language.CHINESE, Language.KAZAKH)
