"""Whether a figure can be believed: held against its own history and its neighbours, never changed."""

from workbench.plausibility.doubts import DOUBTS, count_broken, find_doubts

__all__ = ["DOUBTS", "count_broken", "find_doubts"]
