"""The handler of POST /jobs as a team would write it on Python with boto3: the intent first, under a condition, then the
job, then both records. The loop below is what Lambda's own runtime does."""
import hashlib
import http.client
import json
import os
import sys
import uuid
from datetime import datetime, timezone

import boto3

batch = boto3.client("batch")
table = boto3.client("dynamodb")
TABLE = os.environ["TABLE_NAME"]


def handler(event):
    body = json.loads(event["body"])
    token = event["headers"].get("idempotency-key") or str(uuid.uuid4())
    now = datetime.now(timezone.utc).isoformat()
    request_hash = hashlib.sha256(event["body"].encode()).hexdigest()
    table.put_item(
        TableName=TABLE,
        Item={"PK": {"S": f"INTENT#{token}"}, "SK": {"S": "INTENT"}, "requestHash": {"S": request_hash},
              "request": {"S": event["body"]}, "createdAt": {"S": now}},
        ConditionExpression="attribute_not_exists(PK)")
    job = batch.submit_job(**body, tags={"token": token})
    table.update_item(
        TableName=TABLE,
        Key={"PK": {"S": f"INTENT#{token}"}, "SK": {"S": "INTENT"}},
        UpdateExpression="SET #jobId = if_not_exists(#jobId, :jobId)",
        ConditionExpression="attribute_exists(PK)",
        ExpressionAttributeNames={"#jobId": "jobId"},
        ExpressionAttributeValues={":jobId": {"S": job["jobId"]}},
        ReturnValues="ALL_NEW")
    table.put_item(
        TableName=TABLE,
        Item={"PK": {"S": f"JOB#{job['jobId']}"}, "SK": {"S": "JOB"}, "status": {"S": "SUBMITTED"}, "rank": {"N": "0"},
              "request": {"S": event["body"]}, "createdAt": {"S": now}},
        ConditionExpression="attribute_not_exists(PK)")
    return {
        "statusCode": 201,
        "headers": {"content-type": "application/json", "location": f"/jobs/{job['jobId']}"},
        "body": json.dumps({"jobId": job["jobId"], "jobName": job["jobName"], "jobArn": job["jobArn"]}),
    }


def run():
    runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def call(method, path, body=None):
        runtime.request(method, f"/2018-06-01/runtime/{path}", body)
        response = runtime.getresponse()
        return response.headers, response.read()

    while True:
        headers, event = call("GET", "invocation/next")
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            call("POST", f"invocation/{request_id}/response", json.dumps(handler(json.loads(event))))
        except Exception as error:
            call("POST", f"invocation/{request_id}/error", json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}))


try:
    run()
except (OSError, http.client.HTTPException):
    sys.exit(1)
