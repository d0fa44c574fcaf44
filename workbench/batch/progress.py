"""How far a run is, before the reader's eyes."""


class Progress:
    """A bar on a terminal, nothing in a pipe."""

    def __init__(self, console, title: str, total: int) -> None:  # noqa: ANN001 - rich's Console
        from rich import progress

        self.bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[rate]}"),
            progress.TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task(title, total=total, rate="")

    def __enter__(self):  # noqa: ANN204 - the function that advances the bar
        self.bar.start()
        return self._advance

    def _advance(self) -> None:
        self.bar.advance(self.task)
        speed = self.bar.tasks[self.task].speed
        self.bar.update(self.task, rate=f"{speed * 60:.0f}/min" if speed else "")

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
