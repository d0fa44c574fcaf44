"""TOML from others: what Python's own reader would fail on otherwise is no TOML either."""

import tomllib


def parse_toml(text: str) -> dict[str, object]:
    """The tables of a TOML text.

    Raises
    ------
    tomllib.TOMLDecodeError : it is none, or nested deeper or with longer numbers than anybody writes.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("Brackets are nested too deep") from None
    except ValueError:
        raise tomllib.TOMLDecodeError("A number has too many digits") from None
