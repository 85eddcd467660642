"""Turns a SAM template into CloudFormation with the SAM translator; fails where SAM itself would."""

import os
import sys

import yaml
from samtranslator.translator.managed_policy_translator import ManagedPolicyLoader
from samtranslator.translator.transform import transform


class Tagged(yaml.SafeLoader):
    """Reads the short intrinsics as the long ones."""


def intrinsic(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Tagged.add_multi_constructor("!", intrinsic)


class NoManagedPolicies(ManagedPolicyLoader):
    """Managed policies are looked up in IAM; this template names none."""

    def __init__(self):
        super().__init__(None)

    def load(self):
        return {}


with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml.load(file, Loader=Tagged)

parameters = {name: str(p["Default"]) for name, p in template.get("Parameters", {}).items() if "Default" in p}
# As `sam package` does: the translator takes code from S3 only.
template["Globals"]["Function"]["CodeUri"] = "s3://bucket/bootstrap.zip"
before = len(template["Resources"])
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
result = transform(template, parameters, NoManagedPolicies())
print(f"{before} resources became {len(result['Resources'])}")
