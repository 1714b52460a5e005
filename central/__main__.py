"""The command line of the reference platform: `python -m central`."""

from central.commands import main

main()
