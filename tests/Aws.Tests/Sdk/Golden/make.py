"""Writes one file per operation of AWS Batch: what botocore sends for a request with every member set, and an answer
with every member set that botocore has read back in full. Run it in this folder when the model changes; botocore's own
model wins, ours is used for what the installed botocore does not know yet.

    python3 make.py ../../../../src/Aws/AWSSDK.Batch/batch.model.json
"""
import json
import sys

import botocore.loaders
import botocore.parsers
import botocore.session
from botocore.model import ServiceModel

OURS = json.load(open(sys.argv[1]))


class Sent(Exception):
    pass


def merged_model():
    model = botocore.loaders.Loader().load_service_model("batch", "service-2")
    for name, operation in OURS["operations"].items():
        model["operations"].setdefault(name, {
            "name": name,
            "http": {"method": operation["method"], "requestUri": operation["path"]},
            "input": {"shape": operation["input"]},
            "output": {"shape": operation["output"]},
            "errors": [{"shape": error} for error in operation["errors"]],
        })
    for name, shape in OURS["shapes"].items():
        known = model["shapes"].setdefault(name, shape)
        for member, value in shape.get("members", {}).items():
            known["members"].setdefault(member, value)
    return model


def sample(shape, name, depth=0):
    """A value with every member set, within the model's limits."""
    kind = shape.type_name
    if kind == "structure":
        return {key: sample(member, key, depth + 1) for key, member in shape.members.items()}
    if kind == "list":
        count = 2 if shape.member.type_name == "string" and not shape.member.enum else 1
        return [sample(shape.member, f"{name}{index}", depth + 1) for index in range(count)]
    if kind == "map":
        return {"key one": sample(shape.value, name, depth + 1), "schl\u00fcssel": sample(shape.value, name, depth + 1)}
    if kind == "string":
        return shape.enum[depth % len(shape.enum)] if shape.enum else f"{name} \u00fc<&'\"\\/\n"
    if kind == "boolean":
        return depth % 2 == 1
    if kind == "integer":
        return 2147483647 - depth
    if kind == "long":
        return shape.metadata.get("max", 1758000000123)
    return 0.5


def request_of(client, name, params):
    sent = {}

    def capture(request, **_):
        sent["line"] = f"{request.method} {request.url.removeprefix('http://localhost')}"
        sent["headers"] = sorted(key for key in request.headers if key.lower() == "content-type")
        sent["body"] = json.loads(request.body) if request.body else None
        raise Sent()

    client.meta.events.register_first(f"before-send.batch.{name}", capture)
    try:
        client._make_api_call(name, params)
    except Sent:
        pass
    return {"line": sent["line"], "body": sent["body"]}


def check_answer(model, answer, operation):
    parsed = botocore.parsers.create_parser("rest-json").parse(
        {"status_code": 200, "headers": {}, "body": json.dumps(answer).encode()}, operation.output_shape)
    parsed.pop("ResponseMetadata")
    if parsed != answer:
        raise SystemExit(f"botocore reads another answer of {operation.name} than was written")


def main():
    description = merged_model()
    session = botocore.session.Session()
    loader = session.get_component("data_loader")
    original = loader.load_service_model
    loader.load_service_model = lambda service, kind, api_version=None: (
        description if (service, kind) == ("batch", "service-2") else original(service, kind, api_version))
    client = session.create_client(
        "batch", "us-east-1", endpoint_url="http://localhost", aws_access_key_id="AKID", aws_secret_access_key="SECRET")
    model = ServiceModel(description, "batch")
    for name in sorted(OURS["operations"]):
        operation = model.operation_model(name)
        answer = sample(operation.output_shape, "answer")
        check_answer(model, answer, operation)
        golden = {"request": request_of(client, name, sample(operation.input_shape, "request")), "response": answer}
        with open(f"{name}.json", "w") as file:
            json.dump(golden, file, indent=1, ensure_ascii=False)
            file.write("\n")


main()
