#!/usr/bin/env bash
# @aws-sdk/client-s3 3.1169.0 with followRegionRedirects: true does not go on to the bucket's region where S3 refuses a request that
# was signed for another one: 400 AuthorizationHeaderMalformed, with the region in x-amz-bucket-region and in <Region>. It follows a
# 301 PermanentRedirect and a 400 IllegalLocationConstraintException with the same header. botocore follows all three. A client in
# one region and a bucket in another, behind one endpoint, therefore fail in JavaScript alone.
#
# Output seen:
# 301 PermanentRedirect: body after us-east-1, eu-central-1; 400 IllegalLocationConstraintException: body after us-east-1, eu-central-1; 400 AuthorizationHeaderMalformed: AuthorizationHeaderMalformed after us-east-1
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > package.json <<'JSON'
{ "private": true, "dependencies": { "@aws-sdk/client-s3": "3.1169.0" } }
JSON
npm install --silent --no-audit --no-fund >/dev/null

cat > probe.js <<'JS'
const http = require('http')
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3')

// Says of each request in which region it was signed; answers the wrong region as asked, the right one with the object.
function server (wrong) {
  const regions = []
  const it = http.createServer((request, response) => {
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization)[1]
    regions.push(region)
    if (region === 'eu-central-1') return response.end('body')
    response.writeHead(wrong.status, { 'x-amz-bucket-region': 'eu-central-1', 'content-type': 'application/xml' })
    response.end(`<Error><Code>${wrong.code}</Code><Message>m</Message><Region>eu-central-1</Region><Bucket>b</Bucket><Endpoint>b.s3.eu-central-1.amazonaws.com</Endpoint></Error>`)
  })
  return { it, regions }
}
async function ask (wrong) {
  const { it, regions } = server(wrong)
  await new Promise((resolve) => it.listen(0, '127.0.0.1', resolve))
  const client = new S3Client({ endpoint: `http://127.0.0.1:${it.address().port}`, forcePathStyle: true, region: 'us-east-1', followRegionRedirects: true, credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } })
  const end = await client.send(new GetObjectCommand({ Bucket: 'samples', Key: 'a' })).then((r) => r.Body.transformToString(), (error) => error.name)
  it.close(); it.closeAllConnections()
  return `${wrong.status} ${wrong.code}: ${end} after ${regions.join(', ')}`
}
(async () => {
  const said = []
  said.push(await ask({ status: 301, code: 'PermanentRedirect' }))
  said.push(await ask({ status: 400, code: 'IllegalLocationConstraintException' }))
  said.push(await ask({ status: 400, code: 'AuthorizationHeaderMalformed' }))
  console.log(said.join('; '))
})()
JS

seen=$(node --no-warnings probe.js)
echo "$seen"
[ "$seen" = '301 PermanentRedirect: body after us-east-1, eu-central-1; 400 IllegalLocationConstraintException: body after us-east-1, eu-central-1; 400 AuthorizationHeaderMalformed: AuthorizationHeaderMalformed after us-east-1' ]
