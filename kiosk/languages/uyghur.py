"""Uyghur in Arabic script (UEY) and in Latin letters (ULY), by umsc; and the one way in which Uyghur is kept.

Only letters of the script are touched: digits, Chinese and punctuation of other scripts pass.
"""

import re
import unicodedata

from umsc import UgMultiScriptConverter

_TO_LATIN = UgMultiScriptConverter("UAS", "ULS")
_TO_ARABIC = UgMultiScriptConverter("ULS", "UAS")

# Tatweel, joiners and vowel signs are no letters of Uyghur.
_NO_LETTERS = dict.fromkeys([0x0640, 0x200C, 0x200D, *range(0x064B, 0x0654), *range(0x0656, 0x0660)])
_SPLIT_HAMZA = re.compile("[ىيی]\u0654")
_LOOKALIKES = str.maketrans({"ک": "ك", "ی": "ى", "ہ": "ە", "ھ": "ھ"})
_VOWELS = "اەوۇۆۈېى"
_HEH = re.compile(f"ه(?=[{_VOWELS}])|(?<=[{_VOWELS}])ه")


def normalised(text: str) -> str:
    """NFKC, without tatweel, joiners and vowel signs; one letter for those that look alike. Idempotent."""
    composed = unicodedata.normalize("NFKC", text.translate(_NO_LETTERS))
    composed = _SPLIT_HAMZA.sub("ئ", composed.translate(_NO_LETTERS)).translate(_LOOKALIKES)
    # Arabic heh stands for two Uyghur letters: the consonant beside a vowel, else the vowel.
    return unicodedata.normalize("NFC", _HEH.sub("ھ", composed).replace("ه", "ە"))


def to_latin(text: str) -> str:
    """ULY in small letters."""
    return str(_TO_LATIN(normalised(text)))


def to_arabic(text: str) -> str:
    """From ULY, in capitals or small letters, with é or ë and any apostrophe."""
    plain = unicodedata.normalize("NFC", text).lower().replace("ë", "é")
    return str(_TO_ARABIC(re.sub("[’ʼ‘`´]", "'", plain)))
