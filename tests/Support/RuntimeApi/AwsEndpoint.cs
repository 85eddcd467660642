using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Support.RuntimeApi;

/// <summary>
/// Just enough of AWS for a function's calls to come back: an empty table, one RUNNABLE job and one of every Batch
/// resource. A call it does not know is answered with 501, so that the function fails.
/// </summary>
public sealed class AwsEndpoint : IAsyncDisposable
{
    private readonly LostAnswer _lost;
    private readonly string _lostPath;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _calls = [];
    private readonly ConcurrentQueue<string> _traces = [];
    private readonly AwsTable _table = new();
    private readonly Task _serving;

    public AwsEndpoint(LostAnswer lost = LostAnswer.None, string operation = "submitjob")
    {
        (_lost, _lostPath) = (lost, $"/v1/{operation}");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>What SubmitJob is answered with, instead of a job.</summary>
    public int SubmitStatus { get; init; } = 200;

    /// <summary>How often it was asked to submit a job: each time it took one.</summary>
    public int Submitted => _calls.Count(call => call == "POST /v1/submitjob");

    /// <summary>What every object of S3 holds.</summary>
    public string Content { get; set; } = """{"jobs":[{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}]}""";

    public string Url => $"http://{_listener.LocalEndpoint}";

    /// <summary>Service and operation of every call, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>The X-Ray header of every call; empty for one that had none.</summary>
    public IReadOnlyList<string> Traces => [.. _traces];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException || _stop.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var input = HttpMessage.Buffered(stream);
                while (await HttpMessage.ReadAsync(input, _stop.Token) is { } request)
                {
                    var answer = Answer(request);
                    if (request.Path == _lostPath && _lost is LostAnswer.Closed or LostAnswer.Reset)
                    {
                        Close(client);
                        return;
                    }

                    await stream.WriteAsync(answer, _stop.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The test is over, or the function's process has ended.
            }
        }
    }

    private void Close(TcpClient client)
    {
        if (_lost == LostAnswer.Reset)
        {
            // Without waiting for anything that is still to be sent: the peer gets a reset instead of an end.
            client.LingerState = new(true, 0);
        }
    }

    private byte[] Answer(HttpMessage request)
    {
        var call = request.Headers.GetValueOrDefault("X-Amz-Target") ?? $"{request.Method} {request.Path.Split('?')[0]}";
        _calls.Enqueue(call);
        _traces.Enqueue(request.Headers.GetValueOrDefault("X-Amzn-Trace-Id", ""));
        var (status, body) = Body(call, request);

        return HttpMessage.Answer(status, [new("Content-Type", "application/json"), new("x-amzn-RequestId", "r-1"), new("ETag", $"\"{Md5(body)}\""), .. Location(status)], body);
    }

    private IEnumerable<KeyValuePair<string, string>> Location(int status) =>
        status == 307 ? [new("Location", $"{Url}{_lostPath}")] : [];

    private (int Status, string Body) Body(string call, HttpMessage request) => call.Split('.')[^1] switch
    {
        "GetItem" or "PutItem" or "UpdateItem" => (200, _table.Answer(call.Split('.')[^1], request.Body)),
        "Query" => (200, """{"Items":[],"Count":0,"ScannedCount":0}"""),
        "SendMessageBatch" => (200, Sent(request.Body)),
        "PutEvents" => (200, """{"FailedEntryCount":0,"Entries":[{"EventId":"e-1"}]}"""),
        "GetLogEvents" => (200, """{"events":[{"timestamp":1,"message":"hello","ingestionTime":2}],"nextForwardToken":"f/1","nextBackwardToken":"b/1"}"""),
        _ when request.Path == _lostPath && _lost == LostAnswer.Html => (200, "<html><body>Your session has expired.</body></html>"),
        _ when request.Path == _lostPath && _lost == LostAnswer.Empty => (200, ""),
        _ when request.Path == _lostPath && _lost == LostAnswer.NoId => (200, "{}"),
        _ when request.Path == _lostPath && _lost == LostAnswer.Redirect => (307, ""),
        _ when request.Path.StartsWith("/v1/", StringComparison.Ordinal) => Batch(request.Path["/v1/".Length..]),
        _ when call.StartsWith("GET /", StringComparison.Ordinal) => (200, Content),
        _ when call.StartsWith("PUT /", StringComparison.Ordinal) => (200, ""),
        _ => (501, $$"""{"message":"the tests' AWS does not know {{call}}"}"""),
    };

    private (int Status, string Body) Batch(string operation) => operation switch
    {
        "submitjob" when SubmitStatus != 200 => (SubmitStatus, """{"__type":"TooManyRequestsException","message":"no"}"""),
        "submitjob" => (200, """{"jobId":"4c7599ae-0a82-49aa-ba5a-4727fcce14a8","jobName":"hello","jobArn":"arn:aws:batch:us-east-1:123456789012:job/4c7599ae-0a82-49aa-ba5a-4727fcce14a8"}"""),
        "describejobs" => (200, """{"jobs":[{"jobId":"4c7599ae-0a82-49aa-ba5a-4727fcce14a8","jobName":"hello","jobQueue":"default","jobDefinition":"hello","status":"RUNNABLE","createdAt":1772366400000,"startedAt":0,"container":{"logStreamName":"hello/default/1"},"attempts":[]}]}"""),
        "listjobs" => (200, """{"jobSummaryList":[]}"""),
        "describejobqueues" => (200, """{"jobQueues":[{"jobQueueName":"default","jobQueueArn":"arn:q","state":"ENABLED","status":"VALID","priority":1,"computeEnvironmentOrder":[]},{"jobQueueName":"trainings","jobQueueArn":"arn:t","state":"ENABLED","status":"VALID","priority":1,"jobQueueType":"SAGEMAKER_TRAINING"}]}"""),
        "getjobqueuesnapshot" => (200, """{"frontOfQueue":{"jobs":[],"lastUpdatedAt":1772366400000}}"""),
        "describecomputeenvironments" => (200, """{"computeEnvironments":[{"computeEnvironmentName":"ce","computeEnvironmentArn":"arn:ce","state":"ENABLED","status":"VALID","type":"MANAGED"}]}"""),
        "describejobdefinitions" => (200, """{"jobDefinitions":[{"jobDefinitionName":"hello","jobDefinitionArn":"arn:jd","revision":1,"status":"ACTIVE","type":"container"}]}"""),
        "createjobqueue" or "updatejobqueue" => (200, """{"jobQueueName":"default","jobQueueArn":"arn:q"}"""),
        "createcomputeenvironment" or "updatecomputeenvironment" => (200, """{"computeEnvironmentName":"ce","computeEnvironmentArn":"arn:ce"}"""),
        "registerjobdefinition" => (200, """{"jobDefinitionName":"hello","jobDefinitionArn":"arn:jd","revision":1}"""),
        "createschedulingpolicy" => (200, """{"name":"research","arn":"arn:aws:batch:us-east-1:123456789012:scheduling-policy/research"}"""),
        "listschedulingpolicies" => (200, """{"schedulingPolicies":[{"arn":"arn:aws:batch:us-east-1:123456789012:scheduling-policy/research"}]}"""),
        "describeschedulingpolicies" => (200, """{"schedulingPolicies":[{"name":"research","arn":"arn:aws:batch:us-east-1:123456789012:scheduling-policy/research"}]}"""),
        "createconsumableresource" or "updateconsumableresource" or "describeconsumableresource" => (200, """{"consumableResourceName":"licence","consumableResourceArn":"arn:cr","totalQuantity":5}"""),
        "listconsumableresources" => (200, """{"consumableResources":[{"consumableResourceName":"licence","consumableResourceArn":"arn:cr","totalQuantity":5}]}"""),
        "listjobsbyconsumableresource" => (200, """{"jobs":[]}"""),
        "createserviceenvironment" or "updateserviceenvironment" => (200, """{"serviceEnvironmentName":"training","serviceEnvironmentArn":"arn:se"}"""),
        "describeserviceenvironments" => (200, """{"serviceEnvironments":[{"serviceEnvironmentName":"training","serviceEnvironmentArn":"arn:se","serviceEnvironmentType":"SAGEMAKER_TRAINING","capacityLimits":[]}]}"""),
        "createquotashare" or "updatequotashare" or "describequotashare" => (200, """{"quotaShareName":"team","quotaShareArn":"arn:qs"}"""),
        "listquotashares" => (200, """{"quotaShares":[{"quotaShareName":"team","quotaShareArn":"arn:qs"}]}"""),
        "submitservicejob" => (200, """{"jobId":"6d1b6e5c-63d1-4a52-8a5e-0d9a0c5e1a11","jobName":"train"}"""),
        "describeservicejob" => (200, """{"jobId":"6d1b6e5c-63d1-4a52-8a5e-0d9a0c5e1a11","jobName":"train","jobQueue":"trainings","serviceJobType":"SAGEMAKER_TRAINING","status":"SCHEDULED","createdAt":1772366400000,"startedAt":0}"""),
        "terminateservicejobs" => (200, """{"successful":["6d1b6e5c-63d1-4a52-8a5e-0d9a0c5e1a11"],"errors":[]}"""),
        "terminateservicejob" or "updateschedulingpolicy" or "deleteschedulingpolicy" or "deleteconsumableresource" or "deleteserviceenvironment" or "deletequotashare" => (200, "{}"),
        "canceljob" or "terminatejob" or "deletejobqueue" or "deletecomputeenvironment" or "deregisterjobdefinition" => (200, "{}"),
        _ => (501, $$"""{"message":"the tests' AWS does not know {{operation}}"}"""),
    };

    private static string Sent(string body)
    {
        using var request = JsonDocument.Parse(body);
        var entries = request.RootElement.GetProperty("Entries").EnumerateArray()
            .Select(entry => $$"""{"Id":"{{entry.GetProperty("Id").GetString()}}","MessageId":"m-1","MD5OfMessageBody":"{{Md5(entry.GetProperty("MessageBody").GetString() ?? "")}}"}""");
        return $$"""{"Successful":[{{string.Join(',', entries)}}],"Failed":[]}""";
    }

    [SuppressMessage("Security", "CA5351", Justification = "S3 and SQS check what they carry by MD5.")]
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
