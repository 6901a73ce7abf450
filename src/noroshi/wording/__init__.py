"""How a language speaks: catalogues, dates, durations, line breaking."""
