"""Fuzzing: any bytes from outside end in a value or in a documented error (docs/fuzzing.md)."""
