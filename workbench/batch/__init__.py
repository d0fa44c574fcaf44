"""Plan, execute and follow up many notebooks. It would run any notebook with these parameters."""
