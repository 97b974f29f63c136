"""A small world in which every state of the mentoring life stands once, and a guide to the screens that show it.

`python -m tests.factories.states` builds it into the migrated database of DATABASE_URL, in a process of its own, and prints the
guide as JSON. Everything is dated from the day it is built, so that what is near stays near.
"""
