"""Areas: district, street, community, unit grid; which one a point is in; drawn or surveyed."""
