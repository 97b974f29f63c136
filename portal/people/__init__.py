"""The company: legal entities, sites, departments, employees and the sync plan."""
