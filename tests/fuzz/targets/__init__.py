"""One module a target, see `tests/fuzz/target.py`."""
