"""The picture of what was said and what happened."""

import matplotlib
import numpy as np
import pandas as pd

from workbench.briefing.canvas import ACCENT, INK, canvas, style, with_mark, write_title
from workbench.briefing.hindsight import band_of
from workbench.briefing.method_figures import show_percent
from workbench.briefing.phrases import Phrases
from workbench.briefing.picture import Picture, Pictures
from workbench.case import Case


def outcomes(case: Case) -> Picture | Pictures:
    """Chance stated against share come true, band by band; hollow where the mark was asked of an earlier year, years of shock left out."""
    told = Phrases(case)
    say, plain = told.say, told.numbers.plain
    said = case.findings.said
    calm = said[~said["is_shock"].astype(bool)]
    if calm.empty:
        return Pictures(())
    final = calm["is_final"].astype(bool)
    simulated = bool(calm["is_simulated"].astype(bool).any())
    listed = []
    with matplotlib.rc_context(style()):
        figure, axes = canvas(3.9)
        axes.plot([0, 100], [0, 100], color=ACCENT, linewidth=1.2, linestyle=(0, (5, 3)), label=str(say("method.perfect")))
        for key, own, face, shift in (("final", calm[final], INK, 9), ("before", calm[~final], "white", -13)):
            points = _points(own)
            if points.empty:
                continue
            label = str(say(f"hindsight.{key}"))
            axes.errorbar(points["said"], points["came"], yerr=points["error"], color=INK, linestyle="none", elinewidth=1, capsize=2)
            axes.plot(
                points["said"], points["came"], linestyle="none", marker="o", markersize=6, color=INK, markerfacecolor=face, label=label
            )
            for x, y, n in points[["said", "came", "n"]].to_numpy():
                axes.annotate(plain(n), (x, y), xytext=(5, shift), textcoords="offset points", fontsize=7.5)
            told_points = "; ".join(f"{plain(x, 1)}% → {plain(y, 1)}% ({plain(n)})" for x, y, n in points[["said", "came", "n"]].to_numpy())
            listed.append(f"{label}: {told_points}.")
        show_percent(axes, told)
        axes.set_xlim(-3, 103)
        axes.set_ylim(-5, 105)
        axes.set_xlabel(str(say("method.said")), fontsize=8.5)
        axes.set_ylabel(str(say("method.came_true")), fontsize=8.5)
        axes.legend(loc="upper left", fontsize=8, frameon=False)
        words = {"n": plain(len(calm)), "came": plain(calm["came_true"].sum()), "expected": plain(calm["p_met"].sum(), 1)}
        title = with_mark(told, str(say("hindsight.picture", **words)), simulated)
        write_title(axes, title, left=0.11, bottom=0.5)
        figure.subplots_adjust(right=0.96)
    return Picture(figure, f"{title} {' '.join(listed)}", with_mark(told, str(say("hindsight.picture_note")), simulated))


def _points(said: pd.DataFrame) -> pd.DataFrame:
    """By band: mean chance, share come true and its standard error in per cent, how many statements."""
    grouped = said.assign(met=said["came_true"].astype(float), p=said["p_met"].astype(float)).groupby(band_of(said))
    found = grouped.agg(said=("p", "mean"), came=("met", "mean"), n=("met", "size"))
    error = np.sqrt(found["came"] * (1 - found["came"]) / found["n"])
    return found.assign(said=100 * found["said"], came=100 * found["came"], error=100 * error)
