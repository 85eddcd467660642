#!/usr/bin/env bash
# dynalite 4.0.0 with abstract-level 3.1.1 (what npm resolves for its "level"): a Query never closes the iterator it reads with.
# dynalite ends a read early by calling "return" on the iterator, as its older streams had it; abstract-level's iterators have
# "close" and no "return", so nothing happens. Each open iterator pins a snapshot of the store: memory and the data folder of a
# dynalite that is queried for long grow without end. GetItem and PutItem leave none open.
#
# Output seen:
# after 20 GetItem: 0 iterators open; after 20 Query: 20 iterators open
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > package.json <<'JSON'
{ "private": true, "dependencies": { "dynalite": "4.0.0", "abstract-level": "3.1.1", "@aws-sdk/client-dynamodb": "3.1169.0" } }
JSON
npm install --silent --no-audit --no-fund >/dev/null

cat > probe.js <<'JS'
const { AbstractIterator, AbstractKeyIterator, AbstractLevel, AbstractValueIterator } = require('abstract-level')
const open = new Set()
for (const kind of ['iterator', 'keys', 'values']) {
  const make = AbstractLevel.prototype[kind]
  AbstractLevel.prototype[kind] = function (...options) {
    const iterator = make.apply(this, options)
    open.add(iterator)
    return iterator
  }
}
for (const type of [AbstractIterator, AbstractKeyIterator, AbstractValueIterator]) {
  const close = type.prototype.close
  type.prototype.close = function () {
    open.delete(this)
    return close.call(this)
  }
}

const dynalite = require('dynalite')
const { DynamoDBClient, CreateTableCommand, GetItemCommand, PutItemCommand, QueryCommand } = require('@aws-sdk/client-dynamodb')

const server = dynalite({ createTableMs: 0 })
server.listen(0, '127.0.0.1', async () => {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' }
  })
  const key = { id: { S: 'a' }, at: { N: '1' } }
  await client.send(new CreateTableCommand({
    TableName: 'jobs',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'at', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'at', KeyType: 'RANGE' }]
  }))
  await new Promise((resolve) => setTimeout(resolve, 500))
  await client.send(new PutItemCommand({ TableName: 'jobs', Item: key }))
  const before = open.size
  for (let i = 0; i < 20; i++) await client.send(new GetItemCommand({ TableName: 'jobs', Key: key }))
  const afterGet = open.size
  for (let i = 0; i < 20; i++) {
    await client.send(new QueryCommand({
      TableName: 'jobs', KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': { S: 'a' } }
    }))
  }
  await new Promise((resolve) => setTimeout(resolve, 500))
  console.log(`after 20 GetItem: ${afterGet - before} iterators open; after 20 Query: ${open.size - afterGet} iterators open`)
  process.exit(0)
})
JS

seen=$(node --no-warnings probe.js)
echo "$seen"
[ "$seen" = 'after 20 GetItem: 0 iterators open; after 20 Query: 20 iterators open' ]
