"""Parts: who takes part in a case beside its lead: duties that assist or were whistled for, and people who follow it."""
