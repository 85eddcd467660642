namespace Aws.Tests.Lambda.Events;

/// <summary>Payloads from the AWS documentation of each event source.</summary>
internal static class SamplePayloads
{
    // AWS: S3 user guide, event message structure; the key is made one that has to be decoded.
    public const string S3 = """
        {
          "Records": [
            {
              "eventVersion": "2.1",
              "eventSource": "aws:s3",
              "awsRegion": "us-east-1",
              "eventTime": "1970-01-01T00:00:00.000Z",
              "eventName": "ObjectCreated:Put",
              "userIdentity": { "principalId": "AIDAJDPLRKLG7UEXAMPLE" },
              "requestParameters": { "sourceIPAddress": "127.0.0.1" },
              "responseElements": {
                "x-amz-request-id": "C3D13FE58DE4C810",
                "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD"
              },
              "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "testConfigRule",
                "bucket": {
                  "name": "amzn-s3-demo-bucket",
                  "ownerIdentity": { "principalId": "A3NL1KOZZKExample" },
                  "arn": "arn:aws:s3:::amzn-s3-demo-bucket"
                },
                "object": {
                  "key": "inbox/Happy+Face%C3%A4.jpg",
                  "size": 1024,
                  "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                  "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                  "sequencer": "0055AED6DCD90281E5"
                }
              }
            }
          ]
        }
        """;

    // AWS: Lambda developer guide, using Lambda with Amazon SQS; message attributes as its API reference shows them.
    public const string Sqs = """
        {
          "Records": [
            {
              "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
              "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
              "body": "Test message.",
              "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1545082649183",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1545082649185"
              },
              "messageAttributes": {
                "count": { "stringValue": "100", "stringListValues": [], "binaryListValues": [], "dataType": "Number" },
                "blob": { "binaryValue": "YWJj", "stringListValues": [], "binaryListValues": [], "dataType": "Binary" }
              },
              "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
              "eventSource": "aws:sqs",
              "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue",
              "awsRegion": "us-east-2"
            }
          ]
        }
        """;

    // AWS: Lambda developer guide, invoking a function on a schedule.
    public const string Schedule = """
        {
          "version": "0",
          "account": "123456789012",
          "region": "us-east-2",
          "detail": {},
          "detail-type": "Scheduled Event",
          "source": "aws.events",
          "time": "2019-03-01T01:23:45Z",
          "id": "cdc73f9d-aea9-11e3-9d5a-835b769c0d9c",
          "resources": ["arn:aws:events:us-east-2:123456789012:rule/my-schedule"]
        }
        """;

    // AWS: Batch user guide, Batch job state change events.
    public const string BatchJobStateChange = """
        {
          "version": "0",
          "id": "c8f9c4b5-76e5-d76a-f980-7011e206042b",
          "detail-type": "Batch Job State Change",
          "source": "aws.batch",
          "account": "123456789012",
          "time": "2022-01-11T23:36:40Z",
          "region": "us-east-1",
          "resources": ["arn:aws:batch:us-east-1:123456789012:job/4c7599ae-0a82-49aa-ba5a-4727fcce14a8"],
          "detail": {
            "jobArn": "arn:aws:batch:us-east-1:123456789012:job/4c7599ae-0a82-49aa-ba5a-4727fcce14a8",
            "jobName": "event-test",
            "jobId": "4c7599ae-0a82-49aa-ba5a-4727fcce14a8",
            "jobQueue": "arn:aws:batch:us-east-1:123456789012:job-queue/PexjEHappyPathCanary2JobQueue",
            "status": "RUNNABLE",
            "attempts": [],
            "createdAt": 1641950974263,
            "retryStrategy": { "attempts": 2, "evaluateOnExit": [] },
            "dependsOn": [],
            "jobDefinition": "arn:aws:batch:us-east-1:123456789012:job-definition/first-run-job-definition:1",
            "parameters": {},
            "container": {
              "image": "137112412989.dkr.ecr.us-east-1.amazonaws.com/amazonlinux:latest",
              "command": ["sleep", "600"],
              "volumes": [],
              "environment": [{ "name": "MANAGED_BY_AWS", "value": "STARTED_BY_STEP_FUNCTIONS" }],
              "mountPoints": [],
              "readonlyRootFilesystem": true,
              "ulimits": [],
              "networkInterfaces": [],
              "resourceRequirements": [{ "value": "2", "type": "VCPU" }, { "value": "256", "type": "MEMORY" }],
              "secrets": []
            },
            "tags": { "resourceArn": "arn:aws:batch:us-east-1:123456789012:job/4c7599ae-0a82-49aa-ba5a-4727fcce14a8" },
            "propagateTags": false,
            "platformCapabilities": []
          }
        }
        """;

    // AWS: API Gateway developer guide, Lambda proxy integrations for HTTP APIs, payload format 2.0.
    public const string HttpApi = """
        {
          "version": "2.0",
          "routeKey": "$default",
          "rawPath": "/my/path",
          "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
          "cookies": ["cookie1", "cookie2"],
          "headers": { "header1": "value1,value2", "header2": "value1,value2" },
          "queryStringParameters": { "parameter1": "value1,value2", "parameter2": "value" },
          "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "authentication": {
              "clientCert": {
                "clientCertPem": "CERT_CONTENT",
                "subjectDN": "Subject DN, www.example.com",
                "issuerDN": "Example issuer",
                "serialNumber": "a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1",
                "validity": { "notBefore": "May 28 12:30:02 2019 GMT", "notAfter": "Aug  5 09:36:04 2021 GMT" }
              }
            },
            "authorizer": { "jwt": { "claims": { "claim1": "value1", "claim2": "value2" }, "scopes": ["scope1", "scope2"] } },
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "http": { "method": "POST", "path": "/my/path", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "agent" },
            "requestId": "id",
            "routeKey": "$default",
            "stage": "$default",
            "time": "12/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390
          },
          "body": "Hello from Lambda",
          "pathParameters": { "parameter1": "value1" },
          "isBase64Encoded": false,
          "stageVariables": { "stageVariable1": "value1", "stageVariable2": "value2" }
        }
        """;
}
