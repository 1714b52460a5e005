"""What all tests share: examples of properties have no deadline, for the machine may be busy; slowness is shown by benchmarks."""

from hypothesis import settings

settings.register_profile("kiosk", deadline=None)
settings.load_profile("kiosk")
