"""The process that makes the waves: one line of JSON in ({"voice", "text", "rate", "path"}), one line out ({"made": bool}).

A process of its own, because the speech library runs native code that can hang and cannot be interrupted.
"""

import json
import sys
from pathlib import Path

_HEADER = 44  # bytes of a wave file without sound
_MARKS = str.maketrans({"，": ", ", "、": ", ", "；": "; ", "：": ": ", "。": ". ", "！": "! ", "？": "? "})


def main() -> None:
    import pyttsx3

    answers = sys.stdout
    # The library prints to the standard output whenever it has saved a file.
    sys.stdout = sys.stderr
    engine = pyttsx3.init("espeak")
    for line in sys.stdin:
        wanted = json.loads(line)
        path = Path(wanted["path"])
        path.unlink(missing_ok=True)
        text = pinyin(wanted["text"]) if wanted["voice"].endswith("pinyin") else wanted["text"]
        engine.setProperty("voice", wanted["voice"])
        engine.setProperty("rate", wanted["rate"])
        engine.save_to_file(text, str(path))
        # Not runAndWait: it ends the loop before a long text is made, and what is not made yet is lost. The loop ends by itself
        # when the file is written; when it never is, whoever asked gives up on us.
        engine.startLoop()
        engine.endLoop()
        made = path.is_file() and path.stat().st_size > _HEADER
        answers.write(json.dumps({"made": made}) + "\n")
        answers.flush()


def pinyin(text: str) -> str:
    """Chinese characters as the voice reads them: syllables with the number of their tone."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text.translate(_MARKS), style=Style.TONE3, neutral_tone_with_five=True))


if __name__ == "__main__":
    main()
