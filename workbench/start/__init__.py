"""The first hour with a programme: a new folder that runs at once, and what to do next."""
