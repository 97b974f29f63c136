"""Sign-on by OpenID Connect: the second door of companies, and the own door of an association."""
