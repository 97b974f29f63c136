"""Every transition has a French and an English label, and a mail or an explicit none."""

import importlib
import pkgutil

import pytest
from django.template.loader import get_template
from django.utils import translation

import portal
from portal.accounts.enums import Role
from portal.core.transitions import Machine, Step, machines


def all_machines() -> list[Machine]:
    for info in pkgutil.walk_packages(portal.__path__, "portal."):
        if info.name.rsplit(".", 1)[-1] == "states" or ".states." in info.name:
            importlib.import_module(info.name)
    return [machine for machine in machines() if not machine.name.startswith("test-")]


MACHINES = all_machines()
STEPS = [(machine, step) for machine in MACHINES for step in machine.steps]


@pytest.mark.parametrize(("machine", "step"), STEPS, ids=lambda value: value.name)
def test_a_step_is_complete(machine: Machine, step: Step) -> None:
    states = {str(state) for state in machine.states.values}
    assert step.target in states
    assert step.sources
    assert set(step.sources) <= states
    assert step.who
    assert set(step.who) <= {str(role) for role in Role}
    with translation.override("fr"):
        french = str(step.label)
    with translation.override("en"):
        english = str(step.label)
    assert french
    assert english
    assert french != english or len(french.split()) == 1, f"{machine.name}.{step.name} has no English label"


@pytest.mark.parametrize(("machine", "step"), STEPS, ids=lambda value: value.name)
def test_a_step_names_its_mails(machine: Machine, step: Step) -> None:
    assert isinstance(step.mails, tuple)
    assert not step.mails or machine.announce
    for kind in step.mails:
        room, name = kind.split(".")
        assert get_template(f"emails/{room}/{name}.txt")


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_can_be_reached_or_is_where_a_machine_begins(machine: Machine) -> None:
    targets = {str(step.target) for step in machine.steps}
    unreachable = {str(state) for state in machine.states.values} - targets
    assert len(unreachable) <= 1, f"more than one state that nothing leads to: {unreachable}"
