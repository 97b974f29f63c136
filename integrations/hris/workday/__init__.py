"""Workday, through a report published as a web service (RaaS) that answers in JSON: docs/hris/workday.md."""
