"""Print as JSON what CKAN's harvester of DCAT catalogues takes from one; run in the environment of CKAN.

`python read_by_ckan.py CATALOG.ttl`: the parser and the profile that ckanext-dcat's DCAT RDF harvester uses.
"""

import json
import sys
from pathlib import Path

from ckanext.dcat.processors import RDFParser

parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(Path(sys.argv[1]).read_text(encoding="utf-8"), _format="turtle")
json.dump(list(parser.datasets()), sys.stdout)
