"""The time of day that Chinese offices keep, for months and dates in what people read."""

from datetime import timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
