"""Single sign-on by SAML behind one verify() seam."""
