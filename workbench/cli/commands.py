"""What every command has in common: it is told in one language, that of `--lang` or of the programme, what can be put right."""

import typer
from typer.core import TyperCommand

from workbench.messages import told_in
from workbench.settings import language_of, written_languages


class Commands(typer.Typer):
    """A group of commands."""

    def command(self, *args: object, **settings: object):  # noqa: ANN201 - typer's own decorator
        """Typer's, of commands that refuse in a language."""
        return super().command(*args, cls=_Told, **settings)


class _Told(TyperCommand):
    def invoke(self, ctx: typer.Context) -> object:
        lang, programme = (ctx.params.get(name, "") for name in ("lang", "programme"))
        with told_in(lang if lang in written_languages() else language_of(programme)):
            return super().invoke(ctx)
