"""Which layout of the programme a file is read by: the one whose header it has, and no other."""

from workbench.errors import SourceError
from workbench.intake.decoding import Decoded
from workbench.intake.fitting import Fit, Misfit, fit
from workbench.intake.patterns import match
from workbench.intake.sheets import Sheet
from workbench.programme.layouts import Layout


def choose_layout(decoded: Decoded, layouts: dict[str, Layout]) -> tuple[str, Layout, list[tuple[Sheet, Fit]], dict[str, Misfit]]:
    """The one layout that a table of the file fits, its tables in the sheets, and why the other sheets are left out.

    Of two tables on one sheet each stands at a place of its own.
    """
    file = decoded.book.file
    found, near = {}, []
    for name, layout in layouts.items():
        fits, left = [], {}
        for sheet in decoded.book.sheets:
            tried = [fit(table, sheet) for table in layout.tables if table.hidden_sheets or not sheet.is_hidden]
            good = [one for one in tried if isinstance(one, Fit)]
            if len({one.top for one in good}) < len(good):
                left[sheet.name] = Misfit("it fits two tables of the layout.", is_meant=True)
            elif good:
                fits += [(sheet, one) for one in sorted(good, key=lambda one: one.top)]
            else:
                nearest = max(tried, key=lambda one: one.near, default=None)
                left[sheet.name] = nearest or Misfit("the sheet is hidden.")
                near += [(nearest.near, name, sheet.name, nearest.reason)] if nearest else []
        if fits:
            found[name] = (layout, fits, left)
    if not found:
        told = "".join(f"\n  layouts/{name}.toml, sheet '{sheet}', {reason}" for _, name, sheet, reason in sorted(near, reverse=True)[:5])
        raise SourceError(
            file, f"no layout of the programme fits it.{told}", "\n  Propose one: workbench ingest --propose FILE -o layouts/NAME.toml"
        )
    if len(found) > 1:
        names = ", ".join(f"layouts/{name}.toml" for name in found)
        raise SourceError(file, f"more than one layout fits it: {names}.", "Let a header or the pattern of the sheets tell them apart.")
    ((name, (layout, fits, left)),) = found.items()
    open_points = layout.unconfirmed()
    if open_points:
        told = "".join(f"\n  {one}" for one in open_points)
        raise SourceError(
            f"layouts/{name}.toml",
            f"the layout that fits {file} is not confirmed:{told}",
            "\n  Check each, mend it, and write confirmed = true or take the line out.",
        )
    return name, layout, fits, left


def list_meant(decoded: Decoded, layout: Layout, unread: dict[str, Misfit]) -> set[str]:
    """Sheets with figures left out though their names or most of their columns say that they are meant: none may be missed in silence."""
    with_figures = {
        sheet.name
        for sheet in decoded.book.sheets
        if not sheet.is_hidden and any(isinstance(cell.value, int | float) for cell in sheet.cells.values())
    }
    patterns = [table.sheets for table in layout.tables if table.sheets != "*"]
    return {
        name
        for name in with_figures & unread.keys()
        if unread[name].is_meant or any(match(pattern, name) is not None for pattern in patterns)
    }
