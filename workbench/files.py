"""Files that appear whole or not at all, and the sight of one that is not whole."""

import hashlib
import os
import secrets
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text in UTF-8 as `write_bytes_whole` does."""
    write_bytes_whole(path, text.encode("utf-8"))


def write_bytes_whole(path: Path, content: bytes) -> None:
    """Write under another name, flush to the disk, then rename: a crash leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Process numbers repeat on another machine, which may write the same file.
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def is_whole(path: Path, end: bytes) -> bool:
    """Whether a file is there and ends as it must: one that was cut short is none."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - len(end), 0))
            return file.read() == end
    except OSError:
        return False


def checked_text(text: str) -> str:
    """The text under its own sha256, so that a file of it that was damaged is seen as such."""
    return f"{_sha256(text)}\n{text}"


def read_checked(path: Path) -> str | None:
    """The text that `checked_text` was made of; None where there is no such file, or it is not as it was written."""
    try:
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if digest == _sha256(text) else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
