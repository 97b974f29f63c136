"""Who an assertion speaks of: the name id, and the attributes as plain texts."""

from lxml import etree

from .errors import SamlRefused
from .names import EMPLOYEE_NUMBER, EMPLOYEE_NUMBER_NAMES, LASTING, NAME_ID_FORMATS, PERSISTENT, SAML, UNSPECIFIED, tag

NAME_ID = "NameID"
# Agreed on unless something else is: the attribute, or a persistent name id where the answer has no such attribute at all.
NUMBER_OR_NAME_ID = f"{EMPLOYEE_NUMBER}|{NAME_ID}"
LONGEST_NUMBER = 64
LONGEST_NAME = 1024


def name_id_of(assertion: etree._Element) -> tuple[str, str]:
    """Return the name id and its format. Raises SamlRefused ("name_id_form", "name_id_format")."""
    nodes = assertion.findall(f"{tag(SAML, 'Subject')}/{tag(SAML, NAME_ID)}")
    name = (nodes[0].text or "").strip() if len(nodes) == 1 and not len(nodes[0]) else ""
    if not 0 < len(name) <= LONGEST_NAME:
        raise SamlRefused("name_id_form")
    kind = nodes[0].get("Format", UNSPECIFIED)
    if kind not in NAME_ID_FORMATS:
        raise SamlRefused("name_id_format", received=kind)
    return name, kind


def attributes_of(assertion: etree._Element, number_name: str) -> dict[str, tuple[str, ...]]:
    """Return the attributes by name. A value that is no plain text (a NameID inside, nil) says nothing here.

    Some providers write one attribute for each group: those are put together. What says who somebody is may stand once only.
    Raises SamlRefused ("attribute_twice", "attribute_form").
    """
    found: dict[str, tuple[str, ...]] = {}
    for node in assertion.findall(f"{tag(SAML, 'AttributeStatement')}/{tag(SAML, 'Attribute')}"):
        name = node.get("Name", "")
        if not name:
            raise SamlRefused("attribute_form")
        if name in found and name in names_of(number_name):
            raise SamlRefused("attribute_twice")
        plain = (value for value in node.findall(tag(SAML, "AttributeValue")) if not len(value))
        texts = ((value.text or "").strip() for value in plain)
        found[name] = (*found.get(name, ()), *(text for text in texts if text))
    return found


def names_of(name: str) -> tuple[str, ...]:
    """Return the names under which the attribute agreed on may come."""
    return EMPLOYEE_NUMBER_NAMES if name in {*EMPLOYEE_NUMBER_NAMES, NUMBER_OR_NAME_ID} else (name,)


def employee_number_of(attributes: dict[str, tuple[str, ...]], name: str, name_id: tuple[str, str]) -> str:
    """Return the employee number: of the attribute agreed on, or of a lasting name id where that was agreed.

    Raises SamlRefused "no_employee_number" when there is none, or several.
    """
    if name == NAME_ID:
        values = {name_id[0]} if name_id[1] in LASTING else set()
    else:
        values = {value for each in names_of(name) for value in attributes.get(each, ())}
        if name == NUMBER_OR_NAME_ID and attributes.keys().isdisjoint(names_of(name)):
            values = {name_id[0]} if name_id[1] == PERSISTENT else set()
    number = values.pop() if len(values) == 1 else ""
    if not number or len(number) > LONGEST_NUMBER:
        raise SamlRefused("no_employee_number", received=sorted(attributes), expected=name)
    return number
