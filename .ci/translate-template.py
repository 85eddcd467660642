"""Turns a SAM template into CloudFormation with the SAM translator, once for each kind of caller; fails where SAM
itself would, where SAM allows a function more than the template says, and where a route is open to everybody."""

import json
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


def read(path):
    with open(path, encoding="utf-8") as file:
        # Through JSON, as SAM sends it: what YAML shares by an anchor becomes a copy each.
        template = json.loads(json.dumps(yaml.load(file, Loader=Tagged), default=str))
    # As `sam package` does: the translator takes code from S3 only.
    template["Globals"]["Function"]["CodeUri"] = "s3://bucket/bootstrap.zip"
    return template


def of_type(resources, kind):
    return {name: resource["Properties"] for name, resource in resources.items() if resource["Type"] == kind}


ANY = "x-amazon-apigateway-any-method"


def declared_routes(template):
    """The function that each route is declared by, by path and method."""
    routes = {}
    for name, function in of_type(template["Resources"], "AWS::Serverless::Function").items():
        for event in function.get("Events", {}).values():
            if event["Type"] == "HttpApi":
                route = event["Properties"]["Path"], ANY if event["Properties"]["Method"] == "ANY" else event["Properties"]["Method"].lower()
                assert route not in routes, f"{route} is declared twice"
                routes[route] = name
    return routes


def check(template, resources):
    roles = of_type(resources, "AWS::IAM::Role")
    assert roles.keys() == of_type(template["Resources"], "AWS::IAM::Role").keys(), "SAM added a role"
    for name, role in roles.items():
        assert "ManagedPolicyArns" not in role, f"{name} has a managed policy"
    (api,) = of_type(resources, "AWS::ApiGatewayV2::Api").values()
    paths = api["Body"]["paths"]
    choices = {path: item["Fn::If"] for path, item in paths.items() if "Fn::If" in item}
    assert choices.keys() == {"/", "/console/{file}"}, f"{', '.join(choices)} are for everybody; only the console may be"
    for path, (condition, item, otherwise) in choices.items():
        assert (condition, list(item), item["get"]["security"], otherwise) == ("HasConsole", ["get"], [], {"Ref": "AWS::NoValue"}), f"{path} is more than the console"
        assert "${ShowConsole.Arn}" in json.dumps(item["get"]["x-amazon-apigateway-integration"]["uri"]), f"{path} does not lead to ShowConsole"
    operations = [(path, name, operation) for path, item in paths.items() if path not in choices for name, operation in item.items()]
    functions = declared_routes(template)
    assert len(operations) == len(functions), f"{len(functions)} routes are declared, {len(operations)} are there"
    for path, name, operation in operations:
        assert operation.get("security") == [{"Caller": []}], f"{name} {path} is not for known callers only"
        function = functions[path, name]
        uri = json.dumps(operation["x-amazon-apigateway-integration"]["uri"])
        assert "${%s.Arn}" % function in uri, f"{name} {path} does not lead to {function}"
    scheme = api["Body"]["components"]["securitySchemes"]["Caller"]["Fn::If"]
    assert scheme[0] == "HasJwtIssuer"
    assert scheme[1]["x-amazon-apigateway-authorizer"]["type"] == "jwt"
    assert scheme[2]["x-amazon-apigateway-authtype"] == "awsSigv4"
    return len(operations)


os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
for settings in ({}, {"JwtIssuer": "https://issuer.example", "JwtAudience": "jobs"}, {"JwtIssuer": "https://issuer.example", "JwtAudience": "jobs", "ConsoleClientId": "console"}):
    template = read(sys.argv[1])
    before = len(template["Resources"])
    parameters = {name: str(p["Default"]) for name, p in template.get("Parameters", {}).items() if "Default" in p}
    result = transform(template, parameters | settings, NoManagedPolicies())
    routes = check(read(sys.argv[1]), result["Resources"])
    print(f"{before} resources became {len(result['Resources'])}, {routes} routes for known callers")
