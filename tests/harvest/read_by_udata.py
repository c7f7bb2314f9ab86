"""Print as JSON what udata's harvester of DCAT catalogues takes from one; run in the environment of udata.

`python read_by_udata.py CATALOG.ttl`: the function that its DCAT backend calls for each dataset, in an application with
its default settings and the language of data.gouv.fr, on a MongoDB in memory that knows one licence.
"""

import json
import sys
from typing import Any

import mongoengine
import mongomock
from flask import Flask
from rdflib import Graph
from rdflib.namespace import DCAT, RDF
from udata import i18n
from udata.core.dataset.models import License
from udata.core.dataset.rdf import dataset_from_rdf

application = Flask("harvest")
application.config.from_object("udata.settings.Defaults")
application.config["DEFAULT_LANGUAGE"] = "fr"
i18n.init_app(application)
mongoengine.disconnect()
mongoengine.connect("harvest", host="mongodb://localhost", mongo_client_class=mongomock.MongoClient)


def taken(dataset: Any) -> dict[str, Any]:
    """Return what matters of a dataset as udata would keep it."""
    period, place = dataset.temporal_coverage, dataset.spatial
    return {
        "title": dataset.title,
        "description": dataset.description,
        "identifier": dataset.harvest.dct_identifier,
        "page": dataset.harvest.remote_url,
        "license": dataset.license and dataset.license.id,
        "frequency": dataset.frequency and dataset.frequency.value,
        "tags": list(dataset.tags),
        "period": period and [period.start.isoformat(), period.end.isoformat()],
        "place": place and place.geom,
        "resources": [
            {
                "title": resource.title,
                "url": resource.url,
                "format": resource.format,
                "mime": resource.mime,
                "size": resource.filesize,
                "checksum": [resource.checksum.type, resource.checksum.value.hex()],
            }
            for resource in dataset.resources
        ],
    }


with application.test_request_context():
    License(id="lov2", title="Licence Ouverte", url="https://www.etalab.gouv.fr/licence-ouverte-open-licence").save()
    catalogue = Graph().parse(sys.argv[1])
    nodes = catalogue.subjects(RDF.type, DCAT.Dataset)
    json.dump([taken(dataset_from_rdf(catalogue, node=node, dryrun=True)) for node in nodes], sys.stdout)
