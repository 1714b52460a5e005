"""The official time of the whole country, in which the platform counts."""

from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
