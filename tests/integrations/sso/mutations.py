"""Changes a message as somebody in the middle might: moves, copies, removes, renames and rewrites, one step or several."""

import base64
import copy
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from integrations.sso.models import IdentityProvider
from integrations.sso.verification import Answer, verify

from . import saml_forge as forge
from .seam import begun, provider

CAPTURED = Path(__file__).parent / "captured" / "samlp.json"
TEXTS = ("000001", "", " ", "000042", "_evil", "https://evil.example.org/", "2099-01-01T00:00:00Z", "é&<>", "x" * 3000)
NAMES = (f"{{{forge.SAML}}}Assertion", f"{{{forge.DS}}}Signature", f"{{{forge.SAML}}}NameID", "{urn:x}y")
KINDS = ("remove", "copy", "move", "wrap", "text", "tail", "attribute", "drop attribute", "rename", "comment", "swap")


@dataclass(frozen=True)
class Step:
    """One change: what, at which element, with which other element, and a text for it (places count modulo what there is)."""

    kind: str
    place: int
    other: int
    text: str


@dataclass(frozen=True)
class Captured:
    """A real answer of a provider that is not ours, when it came, and to which request; its private key is gone."""

    raw: str
    at: datetime
    request: str
    idp: IdentityProvider

    def verified(self, raw: str) -> Answer:
        """Ask the guard about an answer in its stead."""
        return verify(raw, self.idp, begun(self.request), self.at)


places = st.integers(0, 400)
steps = st.lists(st.builds(Step, st.sampled_from(KINDS), places, places, st.sampled_from(TEXTS)), min_size=1, max_size=4)


@cache
def captured() -> dict[str, Captured]:
    """What was captured of samlp, by name."""
    held = json.loads(CAPTURED.read_text())
    idp = provider(entity_id=held["entity_id"], certificates=[held["certificate"]])
    at = datetime.fromisoformat(held["at"])
    return {name: Captured(raw, at, held["request"], idp) for name, raw in held["answers"].items()}


def changed(raw: str, todo: list[Step]) -> str:
    """The message after some steps, as base64."""
    root = etree.fromstring(base64.b64decode(raw))
    for step in todo:
        root = done(root, step)
    return base64.b64encode(etree.tostring(root)).decode()


def done(root: etree._Element, step: Step) -> etree._Element:
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    node, other = nodes[step.place % len(nodes)], nodes[step.other % len(nodes)]
    inside = any(each is node for each in other.iterancestors())
    match step.kind:
        case "text":
            node.text = step.text
        case "tail" if node is not root:
            node.tail = step.text
        case "rename":
            node.tag = NAMES[step.other % len(NAMES)]
        case "comment":
            node.insert(0, etree.Comment("x"))
        case "attribute" | "drop attribute":
            _attribute(node, step)
        case "remove" if node is not root:
            _parent(node).remove(node)
        case "copy":
            other.insert(0, copy.deepcopy(node))
        case "move" | "wrap" if node is not root and other is not node and not inside:
            other.insert(step.place % (len(other) + 1), node)
        case "swap" if node is not root and other is not root and not inside and node not in list(other.iterancestors()):
            node.text, other.text = other.text, node.text
        case _:
            pass
    return root


def _attribute(node: etree._Element, step: Step) -> None:
    names = list(node.attrib) or ["ID"]
    name = names[step.other % len(names)]
    if step.kind == "attribute":
        node.set(name, step.text)
    elif name in node.attrib:
        del node.attrib[name]


def _parent(node: etree._Element) -> etree._Element:
    found = node.getparent()
    assert found is not None
    return found
