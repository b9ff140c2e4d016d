"""Evidence: what a picture that is shown as proof says of itself, and whether it was shown before."""
