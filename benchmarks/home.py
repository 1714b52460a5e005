"""`main.py` itself, gone on to the home screen before its first frame: what `benchmarks.start` measures.

The attract screen is made too, as always, and the devices are started as always.
"""

from functools import partial

import kiosk.terminal
from main import main

kiosk.terminal.run_terminal = partial(kiosk.terminal.run_terminal, shown=lambda screen: screen.shell.conductor.home())

if __name__ == "__main__":
    main()
