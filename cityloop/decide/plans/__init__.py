"""Plans: what the city does in an emergency, by four colours, and the activations by which it is done."""
