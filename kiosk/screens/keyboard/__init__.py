"""The keyboard on the screen: presenter.py what it does, Keyboard.qml how it looks, strokes.py which keys make a text."""
