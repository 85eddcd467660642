#!/usr/bin/env bash
# dynalite 4.0.0 says that a map is not equal to the same map: a condition "m = :m" on an attribute of type M (and of type L)
# fails although the item holds exactly that value, where DynamoDB's "=" compares documents member by member. With text it holds.
# An optimistic lock over a whole document therefore never succeeds there.
#
# Output seen:
# equal S: holds; equal M: ConditionalCheckFailedException; equal L: ConditionalCheckFailedException
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > package.json <<'JSON'
{ "private": true, "dependencies": { "dynalite": "4.0.0", "@aws-sdk/client-dynamodb": "3.1169.0" } }
JSON
npm install --silent --no-audit --no-fund >/dev/null

cat > probe.js <<'JS'
const dynalite = require('dynalite')
const { DynamoDBClient, CreateTableCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb')

const server = dynalite({ createTableMs: 0 })
server.listen(0, '127.0.0.1', async () => {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' }
  })
  await client.send(new CreateTableCommand({
    TableName: 'jobs',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }]
  }))
  await new Promise((resolve) => setTimeout(resolve, 500))
  const values = { S: { S: 'x' }, M: { M: { a: { S: 'x' } } }, L: { L: [{ S: 'x' }] } }
  const said = []
  for (const [type, value] of Object.entries(values)) {
    const item = { id: { S: type }, held: value }
    await client.send(new PutItemCommand({ TableName: 'jobs', Item: item }))
    const again = new PutItemCommand({
      TableName: 'jobs', Item: item, ConditionExpression: 'held = :held', ExpressionAttributeValues: { ':held': value }
    })
    said.push(`equal ${type}: ${await client.send(again).then(() => 'holds', (error) => error.name)}`)
  }
  console.log(said.join('; '))
  process.exit(0)
})
JS

seen=$(node --no-warnings probe.js)
echo "$seen"
[ "$seen" = 'equal S: holds; equal M: ConditionalCheckFailedException; equal L: ConditionalCheckFailedException' ]
