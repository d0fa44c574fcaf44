"""How far a run is, before the reader's eyes."""

from workbench.briefing.texts import Texts

WIDE = 60  # columns; on less, the numbers matter more than words and bar


class Progress:
    """A bar on a terminal, nothing in a pipe: pages made, how many of them failed, how fast, and the time that is left."""

    def __init__(self, console, say: Texts, total: int, *, what: str = "command.working") -> None:  # noqa: ANN001 - rich's Console
        from rich import progress

        self.say, self.failed = say, 0
        self.bar = progress.Progress(
            *([progress.TextColumn("{task.description}", markup=False), progress.BarColumn()] if console.width >= WIDE else []),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[told]}", markup=False),
            progress.TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            console=console,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task(say(what).unescape(), total=total, told="")

    def __enter__(self):  # noqa: ANN204 - the function that advances the bar
        self.bar.start()
        return self._advance

    def _advance(self, *, failed: bool) -> None:
        self.failed += failed
        self.bar.advance(self.task)
        speed = self.bar.tasks[self.task].speed
        told = [self.say("command.failing", failed=self.failed)] * bool(self.failed)
        told += [self.say("command.rate", number=f"{speed * 60:.0f}")] if speed else []
        self.bar.update(self.task, told=" · ".join(one.unescape() for one in told))

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
