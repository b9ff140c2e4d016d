"""走访 Visits: whom one calls on in a grid, when again, and what was said, which is asked once and known from then on."""
