"""The actions of `manage.py sso` on SAML providers: each has its arguments (`add_to`) and what it does (`run`)."""
