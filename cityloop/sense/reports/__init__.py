"""Reports: what people noticed and said, each of which becomes a case for somebody to look at."""
