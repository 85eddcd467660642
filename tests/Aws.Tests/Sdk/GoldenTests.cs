using System.Buffers;
using System.Text;
using System.Text.Json;
using Amazon.Batch.Internal;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Json;
using AWSSDK.ServiceRuntime.Server;

namespace Aws.Tests.Sdk;

/// <summary>Every operation against what botocore sends and reads.</summary>
public sealed class GoldenTests
{
    [Theory]
    [MemberData(nameof(Golden.Operations), MemberType = typeof(Golden))]
    public void The_service_side_reads_what_botocore_sends_without_findings(string operation)
    {
        var golden = Golden.Read(operation);
        var findings = new Findings();

        var (match, request) = Receive(golden, findings);
        match.Operation.Check(request, findings);

        Assert.Equal(operation, match.Operation.Name);
        Assert.Empty(findings.All);
    }

    [Theory]
    [MemberData(nameof(Golden.Operations), MemberType = typeof(Golden))]
    public async Task The_client_sends_what_botocore_sends(string operation)
    {
        var golden = Golden.Read(operation);
        var (_, request) = Receive(golden, new Findings());
        await using var server = new CannedServer(CannedAnswer.Ok("{}"));
        using var client = BatchClients.For(server);

        await client.CallAsync(operation, request);

        var sent = Assert.Single(server.Requests);
        Assert.Equal($"{golden.RequestLine} HTTP/1.1", sent.RequestLine);
        AssertBody(golden.RequestBody, sent);
    }

    [Theory]
    [MemberData(nameof(Golden.Operations), MemberType = typeof(Golden))]
    public async Task The_client_reads_every_member_of_an_answer(string operation)
    {
        var golden = Golden.Read(operation);
        var (match, request) = Receive(golden, new Findings());
        await using var server = new CannedServer(CannedAnswer.Ok(golden.Response));
        using var client = BatchClients.For(server);

        var answer = await client.CallAsync(operation, request);

        Json.AssertSame(golden.Response, Written(match.Operation, answer));
    }

    [Theory]
    [MemberData(nameof(Golden.Operations), MemberType = typeof(Golden))]
    public async Task The_client_passes_over_members_it_does_not_know(string operation)
    {
        var golden = Golden.Read(operation);
        var (match, request) = Receive(golden, new Findings());
        var separator = golden.Response == "{}" ? "" : ",";
        var answerWithMore = $$"""{"inventedLater":{"a":[1,{"b":null}]}{{separator}}{{golden.Response[1..]}}""";
        await using var server = new CannedServer(CannedAnswer.Ok(answerWithMore));
        using var client = BatchClients.For(server);

        var answer = await client.CallAsync(operation, request);

        Json.AssertSame(golden.Response, Written(match.Operation, answer));
    }

    private static (OperationMatch Match, AmazonWebServiceRequest Request) Receive(Golden golden, Findings findings)
    {
        var (method, path) = (golden.RequestLine.Split(' ')[0], golden.RequestLine.Split(' ')[1]);
        var match = BatchModel.Operations.Find(method, path);
        Assert.NotNull(match);

        return (match, match.Operation.ReadRequest(Encoding.UTF8.GetBytes(golden.RequestBody ?? ""), match.Uri, findings));
    }

    private static void AssertBody(string? expected, RecordedRequest sent)
    {
        if (expected is null)
        {
            Assert.Equal("", sent.Body);
            return;
        }

        Assert.Equal("application/json", sent.Headers["content-type"]);
        Json.AssertSame(expected, sent.Body);
    }

    private static string Written(ServiceOperation operation, AmazonWebServiceResponse answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            operation.WriteResponse(writer, answer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
