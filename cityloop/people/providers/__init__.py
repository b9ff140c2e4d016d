"""Providers: logging in at the city's identity provider, by OpenID Connect."""
