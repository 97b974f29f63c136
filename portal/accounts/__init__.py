"""Who may sign in: users, actors, roles, API clients, sign-ins."""
