"""Acts: what one may do at a case beside its moves, who takes part in it, and where on its way it stands."""
