// The handler of POST /jobs as a team would write it on Node.js with AWS SDK v3: the intent first, under a condition, then
// the job, then both records. The loop below is what Lambda's own runtime does.
import { BatchClient, SubmitJobCommand } from "@aws-sdk/client-batch";
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { createHash, randomUUID } from "node:crypto";
import http from "node:http";

const batch = new BatchClient({ maxAttempts: 1 });
const table = new DynamoDBClient({});
const TableName = process.env.TABLE_NAME;

async function handler(event) {
  const body = JSON.parse(event.body);
  const token = event.headers["idempotency-key"] ?? randomUUID();
  const now = new Date().toISOString();
  const hash = createHash("sha256").update(event.body).digest("hex");
  await table.send(new PutItemCommand({
    TableName,
    Item: { PK: { S: `INTENT#${token}` }, SK: { S: "INTENT" }, requestHash: { S: hash }, request: { S: event.body }, createdAt: { S: now } },
    ConditionExpression: "attribute_not_exists(PK)",
  }));
  const job = await batch.send(new SubmitJobCommand({ ...body, tags: { token } }));
  await table.send(new UpdateItemCommand({
    TableName,
    Key: { PK: { S: `INTENT#${token}` }, SK: { S: "INTENT" } },
    UpdateExpression: "SET #jobId = if_not_exists(#jobId, :jobId)",
    ConditionExpression: "attribute_exists(PK)",
    ExpressionAttributeNames: { "#jobId": "jobId" },
    ExpressionAttributeValues: { ":jobId": { S: job.jobId } },
    ReturnValues: "ALL_NEW",
  }));
  await table.send(new PutItemCommand({
    TableName,
    Item: { PK: { S: `JOB#${job.jobId}` }, SK: { S: "JOB" }, status: { S: "SUBMITTED" }, rank: { N: "0" }, request: { S: event.body }, createdAt: { S: now } },
    ConditionExpression: "attribute_not_exists(PK)",
  }));
  return {
    statusCode: 201,
    headers: { "content-type": "application/json", location: `/jobs/${job.jobId}` },
    body: JSON.stringify({ jobId: job.jobId, jobName: job.jobName, jobArn: job.jobArn }),
  };
}

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: `/2018-06-01/runtime/${path}`, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function run() {
  for (;;) {
    const next = await call("GET", "invocation/next");
    const id = next.headers["lambda-runtime-aws-request-id"];
    try {
      await call("POST", `invocation/${id}/response`, JSON.stringify(await handler(JSON.parse(next.body))));
    } catch (error) {
      await call("POST", `invocation/${id}/error`, JSON.stringify({ errorType: error.name, errorMessage: error.message }));
    }
  }
}

run().catch(() => process.exit(1));
