"""The parts of the world, in the order they are built. No model is loaded by naming them."""

PARTS = ("applications", "pairs", "protection", "gates", "training", "meetings", "nothing", "proposals", "lists")
