"""Reading BPMN files as XML, without following anything they point to."""

from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
NS = {"bpmn": BPMN, "spiffworkflow": SPIFF}


def read_xml(content: bytes) -> etree._Element:
    """The root element of a file. Entities are not expanded and nothing is fetched.

    :raises lxml.etree.XMLSyntaxError: when it is not XML.
    """
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def properties_of(element: etree._Element) -> dict[str, str]:
    """The ``spiffworkflow:property`` values of an element, by name."""
    found = element.findall("bpmn:extensionElements/spiffworkflow:properties/spiffworkflow:property", NS)
    return {str(p.get("name", "")): str(p.get("value", "")) for p in found}


def each(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """All BPMN elements of that tag below an element, in the order of the file."""
    return element.iter(f"{{{BPMN}}}{tag}")
