"""网格·部件 Places: the tree of areas, from the city to the unit grid."""
