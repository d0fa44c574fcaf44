"""What may be part of the name of a file or folder of ours is written in plain letters: it leads nowhere else."""

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$"
CODE = r"^[0-9A-Za-z\-]+$"
NOTEBOOK = r"^[A-Za-z0-9][A-Za-z0-9_\-]*\.ipynb$"
TOML_FILE = r"^([A-Za-z0-9_\-]+\.toml)?$"
UNWRITABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"  # no workbook and no document can hold such a sign
SHA256, SUM = r"^([0-9a-f]{64})?$", r"^[0-9a-f]{64}$"  # the second must be there
