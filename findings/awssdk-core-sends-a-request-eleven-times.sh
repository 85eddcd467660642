#!/usr/bin/env bash
# AWSSDK.Core 4.0.102.19 (AWS SDK for .NET v4; 4.1.0 does the same) sends one request eleven times although MaxErrorRetry is 0:
# when the server takes the whole request and closes the connection without an answer, the same POST goes out ten times more.
# Every one of them says "amz-sdk-request: attempt=1; max=1", so neither the server nor the caller can tell them apart, and a
# plain HttpClient sends one. Who sends what must go out once (SubmitJob, SendMessage) has to count below the SDK.
#
# Output seen:
# SendMessage with MaxErrorRetry=0 to a server that never answers: 11 requests, all "amz-sdk-request: attempt=1; max=1"
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
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;

var requests = new List<string>();
var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
_ = Task.Run(async () =>
{
    for (;;)
    {
        using var socket = await listener.AcceptSocketAsync();
        var (text, buffer) = ("", new byte[65536]);
        int read;
        while (!IsWhole(text) && (read = await socket.ReceiveAsync(buffer)) > 0)
        {
            text += Encoding.ASCII.GetString(buffer, 0, read);
        }

        if (IsWhole(text))
        {
            requests.Add(Header(text, "amz-sdk-request"));
        }
    }
});

var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
using var client = new AmazonSQSClient(
    new BasicAWSCredentials("id", "secret"), new AmazonSQSConfig { ServiceURL = url, MaxErrorRetry = 0 });
try
{
    await client.SendMessageAsync(url + "/000000000000/queue", "once");
}
catch (HttpRequestException)
{
}
catch (IOException)
{
}

Console.WriteLine($"{requests.Count} requests, all \"{string.Join("|", requests.Distinct())}\"");

static string Header(string text, string name) =>
    text.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) ?? "";

static bool IsWhole(string text) =>
    text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end
    && text.Length - end - 4 >= int.Parse(Header(text, "content-length").Split(':')[^1]);
CS

seen=$(dotnet run --verbosity quiet 2>&1 | tail -1)
echo "SendMessage with MaxErrorRetry=0 to a server that never answers: $seen"
[ "$seen" = '11 requests, all "amz-sdk-request: attempt=1; max=1"' ]
