"""noroshi: Markdown incident updates in git become a status site."""
