"""复盘改进 Review: closed cases are read again, other parameters are tried, what is learned changes the rules."""
