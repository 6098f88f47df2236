"""Prints a packaged template twice in one JSON object: as it is, with intrinsic functions in their long forms, and as
CloudFormation gets it after SAM's own transform, which is the service's.

Usage: transform.py packaged.yaml
"""

import copy
import json
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """The template names no managed policy; SAM's own are looked up only when one is named."""

    def load(self):
        return {}


with open(sys.argv[1], encoding="utf-8") as file:
    packaged = yaml_parse(file.read())
transformed = transform(copy.deepcopy(packaged), {}, NoManagedPolicies())
json.dump({"packaged": packaged, "transformed": transformed}, sys.stdout)
