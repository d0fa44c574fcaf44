"""From the forms that units fill in to observations one can defend."""
