"""The screens: employee, association, company."""
