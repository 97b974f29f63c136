"""Soft-skill competences, questionnaires and attestations (its capability has not landed yet)."""
