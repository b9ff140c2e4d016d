"""Standards: the city's book of categories: when a matter is filed, when it is closed, how long it may take, and whose it is."""
