#!/usr/bin/env bash
# AWSSDK.Core 4.0.102.19 (AWS SDK for .NET v4) takes container credentials (AWS_CONTAINER_CREDENTIALS_FULL_URI) that are valid for less
# than about a quarter of an hour for expired as soon as it has them: it uses them, and asks the endpoint again before every single
# call. Ten minutes, a legal life for a session, make one more request a call; with an hour the endpoint is asked once. Whoever serves
# that endpoint should hand out an hour at least.
#
# Output seen:
# 5 calls with credentials of 60 minutes: endpoint asked 1 time; of 10 minutes: once a call or more
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > probe.csproj <<'CSPROJ'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="AWSSDK.Core" Version="[4.0.102.19]" />
    <PackageReference Include="AWSSDK.SQS" Version="[4.0.100.25]" />
  </ItemGroup>
</Project>
CSPROJ

cat > Program.cs <<'CS'
using System.Net;
using System.Text;
using Amazon.SQS;

var minutes = int.Parse(args[0]);
var port = int.Parse(args[1]);
var asked = 0;
var server = new HttpListener();
server.Prefixes.Add($"http://127.0.0.1:{port}/");
server.Start();
_ = Task.Run(async () =>
{
    for (;;)
    {
        var context = await server.GetContextAsync();
        var isCredentials = context.Request.RawUrl == "/credentials";
        if (isCredentials)
        {
            asked++;
        }

        var answer = isCredentials
            ? $$"""{"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"secret","Token":"token","Expiration":"{{DateTime.UtcNow.AddMinutes(minutes):yyyy-MM-ddTHH:mm:ssZ}}"}"""
            : "{}";
        context.Response.ContentType = isCredentials ? "application/json" : "application/x-amz-json-1.0";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        context.Response.Close();
    }
});

Environment.SetEnvironmentVariable("AWS_CONTAINER_CREDENTIALS_FULL_URI", $"http://127.0.0.1:{port}/credentials");
using var client = new AmazonSQSClient(new AmazonSQSConfig { ServiceURL = $"http://127.0.0.1:{port}" });
for (var call = 0; call < 5; call++)
{
    await client.ListQueuesAsync("any");
}

Console.WriteLine(asked);
CS

unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
export AWS_SHARED_CREDENTIALS_FILE=$work/none AWS_CONFIG_FILE=$work/none
dotnet build --verbosity quiet --nologo >/dev/null
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
seen="5 calls with credentials of 60 minutes: endpoint asked $(bin/Debug/net10.0/probe 60 "$(port)") time; of 10 minutes: $([ "$(bin/Debug/net10.0/probe 10 "$(port)")" -ge 5 ] && echo once a call or more || echo less)"
echo "$seen"
[ "$seen" = "5 calls with credentials of 60 minutes: endpoint asked 1 time; of 10 minutes: once a call or more" ]
