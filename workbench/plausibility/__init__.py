"""Whether a figure can be believed: held against its own history and its neighbours, never changed."""

from workbench.plausibility.doubts import DOUBTS, find_doubts

__all__ = ["DOUBTS", "find_doubts"]
