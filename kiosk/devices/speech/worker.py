"""The process that makes the waves: one line of JSON in ({"voice", "text", "rate", "path"}), one line out ({"made": bool}).

A process of its own, because the speech library runs native code that can hang and cannot be interrupted.
"""

import json
import sys
from pathlib import Path

_HEADER = 44  # bytes of a wave file without sound


def main() -> None:
    import pyttsx3

    answers = sys.stdout
    # The library prints to the standard output whenever it has saved a file.
    sys.stdout = sys.stderr
    engine = pyttsx3.init("espeak")
    for line in sys.stdin:
        wanted = json.loads(line)
        path = Path(wanted["path"])
        engine.setProperty("voice", wanted["voice"])
        engine.setProperty("rate", wanted["rate"])
        engine.save_to_file(wanted["text"], str(path))
        engine.runAndWait()
        made = path.is_file() and path.stat().st_size > _HEADER
        answers.write(json.dumps({"made": made}) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
