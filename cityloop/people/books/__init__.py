"""Books: agencies, members, posts and teams as one Excel workbook, brought and taken."""
