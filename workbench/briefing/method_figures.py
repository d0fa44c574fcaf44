"""Pictures of the method, for the analysts' desk: kinds of series, reliability, coverage."""

import textwrap

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from workbench.briefing.canvas import ACCENT, INK, SHADE, WIDTH, canvas, style, with_mark, write_title
from workbench.briefing.method import REGIMES
from workbench.briefing.phrases import Phrases
from workbench.briefing.picture import Picture
from workbench.case import Case
from workbench.projection.prior import priors_of
from workbench.projection.taken_apart import simulate_paths
from workbench.projection.track_record import read_parts, read_record

KINDS = ("rates", "amounts")
YEARS, PATHS, SEED = 12, 6, 1


def regimes(case: Case) -> Picture:
    """What series of each regime look like: imagined units, each of a panel of its own, where more is better. Simulated."""
    told = Phrases(case)
    say = told.say
    ends, rng, priors = [], np.random.default_rng(SEED), priors_of(case.programme)
    with matplotlib.rc_context(style()):
        figure = Figure(figsize=(WIDTH, 4.4))
        grid = figure.subplots(len(KINDS), len(REGIMES), sharex=True)
        for kind, row in zip(KINDS, grid, strict=True):
            for name, regime, axes in zip(REGIMES, priors[kind].regimes, row, strict=True):
                paths = simulate_paths(regime, years=YEARS, paths=PATHS, rng=rng)
                axes.plot(np.arange(YEARS + 1), paths.T, color=INK, linewidth=1.1, alpha=0.75)
                axes.axhline(0, color="#777777", linewidth=0.8)
                axes.spines[["top", "right"]].set_visible(False)
                words = f"{say(f'method.regime.{name}')}, {say(f'method.{kind}')}"
                axes.set_title(f"{words.replace(', ', chr(10))} ({told.numbers.plain(100 * regime.weight)}%)", fontsize=8)
                ends.append(f"{words}: {'; '.join(told.numbers.plain(one, 1) for one in paths[:, -1])}")
        for axes in grid[-1]:
            axes.set_xlabel(str(say("method.years")), fontsize=8)
        for axes in grid[:, 0]:
            axes.set_ylabel(str(say("method.in_spreads")), fontsize=8)
        title = with_mark(told, str(say("method.regimes")), True)
        figure.suptitle("\n".join(textwrap.wrap(title, 72)), x=0.01, ha="left", fontsize=9.5, fontweight="bold")
        figure.subplots_adjust(left=0.1, right=0.985, top=0.8, bottom=0.1, hspace=0.42, wspace=0.28)
    return Picture(figure, f"{title} {say('method.ends', years=YEARS)} {' | '.join(ends)}.", title)


def reliability(case: Case) -> Picture:
    """Said against come true, ten bins; the area of a point tells its statements."""
    told = Phrases(case)
    say, record = told.say, read_record()
    with matplotlib.rc_context(style()):
        figure, axes = canvas(3.9)
        axes.plot([0, 100], [0, 100], color=ACCENT, linewidth=1.2, linestyle=(0, (5, 3)), label=str(say("method.perfect")))
        said, came = ([100 * getattr(row, name) for row in record] for name in ("said", "came_true"))
        errors = [100 * np.sqrt(row.came_true * (1 - row.came_true) / row.statements) for row in record]
        axes.errorbar(said, came, yerr=errors, color=INK, linewidth=1.2, elinewidth=1, capsize=2)
        axes.scatter(said, came, s=[4 + row.statements / 12 for row in record], color=INK, zorder=3)
        for row, x, y in zip(record, said, came, strict=True):
            axes.annotate(told.numbers.plain(row.statements), (x, y), xytext=(6, -11), textcoords="offset points", fontsize=7.5)
        show_percent(axes, told)
        axes.set_xlabel(str(say("method.said")), fontsize=8.5)
        axes.set_ylabel(str(say("method.came_true")), fontsize=8.5)
        axes.legend(loc="upper left", fontsize=8, frameon=False)
        title = str(say("method.reliability"))
        write_title(axes, title, left=0.11, bottom=0.5)
        figure.subplots_adjust(right=0.96)  # room for the last tick
    listed = "; ".join(f"{told.numbers.plain(x, 1)}%: {told.numbers.plain(y, 1)}%" for x, y in zip(said, came, strict=True))
    return Picture(figure, f"{title}: {listed}.", f"{title}. {say('method.reliability_note')}")


def tested(case: Case) -> Picture:
    """How often the 80 % range held, by indicator and years ahead, indicators left out."""
    told = Phrases(case)
    say, parts = told.say, read_parts()
    wide = parts[parts["part"] == "indicator"].pivot(index="name", columns="horizon", values="coverage80").sort_values(3, ascending=False)
    with matplotlib.rc_context(style()):
        figure, axes = canvas(1.1 + 0.19 * len(wide))
        axes.axvline(80, color=ACCENT, linewidth=1.2, linestyle=(0, (5, 3)))
        for horizon, marker, face in ((1, "o", "white"), (2, "s", SHADE), (3, "D", INK)):
            axes.plot(100 * wide[horizon], range(len(wide)), linestyle="none", marker=marker, color=INK, markerfacecolor=face, markersize=5,
                      label=str(say("method.ahead", years=horizon)))  # fmt: skip
        axes.set_yticks(range(len(wide)), wide.index, fontsize=7)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{told.numbers.plain(value)}%"))
        axes.legend(loc="lower left", fontsize=7.5, frameon=True, edgecolor="none")
        title = str(say("method.tested"))
        write_title(axes, title, left=0.43, bottom=0.3)
    listed = "; ".join(
        f"{name}: {', '.join(told.numbers.plain(100 * one) + '%' for one in row)}"
        for name, row in zip(wide.index, wide.to_numpy(), strict=True)
    )
    return Picture(figure, f"{title}: {listed}.", f"{title}.")


def show_percent(axes: Axes, told: Phrases) -> None:
    """Both axes from 0 to 100, as shares are printed."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{told.numbers.plain(value)}%"))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
