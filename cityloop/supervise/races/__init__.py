"""赛马比拼 Races: a month's places by a published rule, with what changed since the month before, frozen with the period."""
