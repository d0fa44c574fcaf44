"""The scale on which a series is projected: logit for rates with a ceiling, log for positive values."""

from dataclasses import dataclass

import numpy as np

OFFSET = 0.0035  # of the ceiling: keeps 0 % and 100 % finite on the logit scale


@dataclass(frozen=True)
class Scale:
    """A monotone map to the whole line and back. ``ceiling`` None means the log scale."""

    ceiling: float | None
    shift: float = 0.0  # added before the log where counts may be 0
    lower: float = 0.0  # values are clipped here on the way back

    def forward(self, value: np.ndarray | float) -> np.ndarray:
        """To the line. Thresholds outside the possible values go to -inf or +inf; NaN stays NaN."""
        with np.errstate(divide="ignore"):
            if self.ceiling is None:
                return np.log(np.maximum(value + self.shift, 0.0))
            share = np.clip((value + OFFSET * self.ceiling) / (self.ceiling * (1 + 2 * OFFSET)), 0.0, 1.0)
            return np.log(share / (1 - share))

    def back(self, z: np.ndarray | float) -> np.ndarray:
        """To the unit of the series, clipped to what is possible."""
        if self.ceiling is None:
            return np.maximum(np.exp(np.minimum(z, 700.0)) - self.shift, self.lower)
        share = 1 / (1 + np.exp(np.minimum(-z, 700.0)))
        return np.clip(share * self.ceiling * (1 + 2 * OFFSET) - OFFSET * self.ceiling, self.lower, self.ceiling)


def choose_scale(values: np.ndarray, *, ceiling: float | None, lower: float = 0.0) -> Scale:
    """Logit below a ceiling that the values respect, otherwise log; shifted by 0.5 if a value is 0.

    Insurance counted by place of issue may pass 100 %: then the ceiling is none.
    """
    if ceiling is not None and np.nanmax(values) <= ceiling:
        return Scale(ceiling=ceiling, lower=lower)
    return Scale(ceiling=None, shift=0.5 if np.nanmin(values) <= 0 else 0.0, lower=lower)
