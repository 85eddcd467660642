using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;

namespace EndToEnd.Tests.Crash;

/// <summary>Clients that keep a stack busy until it dies, and note every acknowledgement.</summary>
/// <param name="stack">The stack of this round.</param>
/// <param name="ledger">Where acknowledgements go.</param>
/// <param name="executions">File into which each job writes what it does.</param>
/// <param name="random">Pauses between calls.</param>
internal sealed class CrashLoad(LocalCloudProcess stack, Ledger ledger, string executions, Random random) : IDisposable
{
    public const string Queue = "crash";

    private readonly AmazonBatchClient _batch = StackFixture.Batch(stack);
    private readonly AmazonS3Client _s3 = StackFixture.S3(stack);
    private readonly AmazonSQSClient _sqs = StackFixture.Sqs(stack);
    private readonly HttpClient _http = new() { BaseAddress = stack.Api };

    /// <summary>Jobs of a manifest, by its object key.</summary>
    public static IEnumerable<string> JobNames(string key)
    {
        var name = Path.GetFileNameWithoutExtension(key);
        return [$"{name}-first", $"{name}-second"];
    }

    /// <summary>Ends when the stack has.</summary>
    public Task RunAsync() => Task.WhenAll(
        RepeatAsync(SubmitAsync, 200), RepeatAsync(PostAsync, 100), RepeatAsync(DropAsync, 400), RepeatAsync(SendAsync, 100));

    /// <summary>Sends the oldest request without an answer again, or a new one.</summary>
    public async Task PostAsync()
    {
        if (!ledger.Unanswered.TryPeek(out var name))
        {
            ledger.Unanswered.Enqueue(name = ledger.NewName("http"));
        }

        using HttpRequestMessage request = new(HttpMethod.Post, "/jobs")
        {
            Content = new StringContent(Job(name, ""), Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", name } },
        };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        switch (response.StatusCode)
        {
            case HttpStatusCode.Created:
                ledger.Requests[name] = JsonDocument.Parse(text).RootElement.Text("jobId");
                break;
            case HttpStatusCode.Accepted:
                ledger.Queued[name] = JsonDocument.Parse(text).RootElement.Text("submissionId");
                break;
            default:
                ledger.Refusals.Add($"POST /jobs: {(int)response.StatusCode} {text}");
                return;
        }

        ledger.Unanswered.TryDequeue(out _);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _s3.Dispose();
        _sqs.Dispose();
        _http.Dispose();
    }

    private async Task SubmitAsync()
    {
        var name = ledger.NewName("sdk");
        var answer = await _batch.SubmitJobAsync(new()
        {
            JobName = name,
            JobQueue = "default",
            JobDefinition = "hello",
            RetryStrategy = new() { Attempts = 10 },
            ContainerOverrides = new() { Command = ["sh", "-c", Script] },
        });
        ledger.Jobs[name] = answer.JobId;
    }

    private async Task DropAsync()
    {
        var key = $"inbox/{ledger.NewName("file")}.json";
        string[] names = [.. JobNames(key)];
        var content = $$"""{"jobs":[{{Job(names[1], $$"""["{{names[0]}}"]""")}},{{Job(names[0], "")}}]}""";
        await _s3.PutObjectAsync(new() { BucketName = stack.InboxBucket, Key = key, ContentBody = content });
        ledger.Manifests[key] = content;
    }

    private async Task SendAsync()
    {
        var body = ledger.NewName("message");
        await _sqs.SendMessageAsync(new() { QueueUrl = $"{stack.Endpoint}123456789012/{Queue}", MessageBody = body });
        ledger.Messages.Add(body);
    }

    private async Task RepeatAsync(Func<Task> call, int pauseMilliseconds)
    {
        while (true)
        {
            try
            {
                await call();
            }
            catch (AmazonServiceException refusal) when (refusal.StatusCode != 0)
            {
                ledger.Refusals.Add($"{(int)refusal.StatusCode} {refusal.Message}");
                return;
            }
            catch (Exception cut) when (cut is AmazonClientException or HttpRequestException or SocketException or IOException)
            {
                // Killed in the middle of the call: nobody knows whether it was taken in.
                return;
            }

            await Task.Delay(Next(pauseMilliseconds));
        }
    }

    private int Next(int limit)
    {
        lock (random)
        {
            return random.Next(limit);
        }
    }

    /// <summary>Says when it starts and when it ends: two runs of an attempt, or two attempts at a time, would show.</summary>
    private string Script =>
        $"""echo "$AWS_BATCH_JOB_ID $AWS_BATCH_JOB_ATTEMPT start" >> '{executions}'; sleep 0.1; echo "$AWS_BATCH_JOB_ID $AWS_BATCH_JOB_ATTEMPT end" >> '{executions}'""";

    private string Job(string name, string dependsOn) =>
        $$"""
        {"jobName":"{{name}}","jobQueue":"default","jobDefinition":"hello","retryStrategy":{"attempts":10}
         {{(dependsOn.Length > 0 ? $",\"dependsOn\":{dependsOn}" : "")}},
         "containerOverrides":{"command":["sh","-c","{{JsonEncodedText.Encode(Script)}}"]} }
        """;
}
