"""What leaders read: numbers and words in their language, tables, figures, the page and the index."""
