"""SCIM 2.0: an identity provider pushes who works here, and until when.

The protocol is scim2-server's; ours are what may enter (`resources`), where it is kept (`storage`, `index`, `filters`), the
spellings real providers use (`quirks`), who may call (`tokens`) and what a push means for the workforce (`workforce`).
"""
