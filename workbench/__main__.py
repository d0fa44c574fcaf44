"""``python -m workbench`` is the command."""

from workbench.cli import main

main()
