"""What is kept of a refused sign-in for the administrator's help: the rule, and shapes and lengths of what came, never a value."""
