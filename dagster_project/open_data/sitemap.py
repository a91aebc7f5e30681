"""`sitemap.xml`: every page of the site with its twins in other languages (sitemaps.org)."""

from pathlib import Path
from xml.etree import ElementTree as ET

from dagster_project.languages import CONVENTIONS, Language

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def sitemap(site: Path, address: str) -> bytes:
    """Return the map of a site.

    Args:
        site: its folder; the twins of a page lie at the same path in the folders of their languages.
        address: of the site's folder, ending in a slash. Search engines read absolute ones only; where the
            address is not known it is empty, and a comment says so.
    """
    ET.register_namespace("", SITEMAP)
    ET.register_namespace("xhtml", XHTML)
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    if not address:
        root.append(ET.Comment(" Addresses are relative: raw/survey.yml names no public_url. "))
    for path in pages:
        url = ET.SubElement(root, f"{{{SITEMAP}}}url")
        ET.SubElement(url, f"{{{SITEMAP}}}loc").text = address + path
        for language, twin in _twins(path).items():
            if twin in pages:
                link = {"rel": "alternate", "hreflang": language, "href": address + twin}
                ET.SubElement(url, f"{{{XHTML}}}link", link)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _twins(path: str) -> dict[Language, str]:
    """Return language -> where a page lies in it."""
    folders = {language: each.folder for language, each in CONVENTIONS.items()}
    own = max((folder for folder in folders.values() if path.startswith(folder)), key=len)
    return {language: folder + path.removeprefix(own) for language, folder in folders.items()}
