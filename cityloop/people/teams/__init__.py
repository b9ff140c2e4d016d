"""Teams: who works in a grid, one leader, three kinds of members, and all who help."""
