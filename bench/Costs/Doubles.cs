using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Batch.Model;
using Amazon.EventBridge;
using Amazon.EventBridge.Model;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Manifests;

namespace Bench.Costs;

/// <summary>A queue in memory that counts calls.</summary>
internal sealed class CountingQueue() : AmazonSQSClient(new AnonymousAWSCredentials(), new AmazonSQSConfig { ServiceURL = "http://localhost" })
{
    private readonly Lock _lock = new();

    private readonly Queue<string> _messages = [];

    public int Calls { get; private set; }

    public override Task<SendMessageBatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Calls++;
            request.Entries.ForEach(entry => _messages.Enqueue(entry.MessageBody));
        }

        return Task.FromResult(new SendMessageBatchResponse { Failed = [] });
    }

    public IReadOnlyList<string> Take(int most)
    {
        lock (_lock)
        {
            List<string> taken = [];
            while (taken.Count < most && _messages.TryDequeue(out var message))
            {
                taken.Add(message);
            }

            return taken;
        }
    }
}

/// <summary>An AWS Batch that takes every job under an id of its own.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class TakingBatch : DispatchProxy
{
    private readonly Lock _lock = new();

    private readonly Dictionary<string, (string Token, string Name)> _jobs = [];

    /// <summary>Ids of the jobs in the order in which they were taken.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>Jobs that it describes; it has forgotten all others.</summary>
    public Dictionary<string, JobDetail> Standing { get; } = [];

    public int Questions { get; private set; }

    public int Described { get; private set; }

    public IBatchJobs Jobs => (IBatchJobs)(object)this;

    public static TakingBatch Create() => (TakingBatch)(object)Create<IBatchJobs, TakingBatch>();

    public (string Token, string Name) Of(string jobId) => _jobs[jobId];

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
    {
        "SubmitAsync" => Task.FromResult<SubmitReply>(new SubmitReply.Accepted(Take(args?[0] as string ?? "{}", args?[1] as string ?? ""))),
        "DescribeAsync" => Task.FromResult(Describe(args?[0] as IReadOnlyList<string> ?? [])),
        "FailedChildrenAsync" => Task.FromResult<IReadOnlyList<string>>([]),
        var name => throw new NotSupportedException(name),
    };

    private IReadOnlyList<JobDetail> Describe(IReadOnlyList<string> jobIds)
    {
        Questions++;
        Described += jobIds.Count;

        return [.. jobIds.Where(Standing.ContainsKey).Select(id => Standing[id])];
    }

    private string Take(string request, string token)
    {
        lock (_lock)
        {
            var jobId = $"{Guid.NewGuid()}";
            Taken.Add(jobId);
            _jobs[jobId] = (token, JsonNode.Parse(request)?["jobName"]?.GetValue<string>() ?? "");

            return jobId;
        }
    }
}

/// <summary>A bus that counts what it is told.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class CountingBus : DispatchProxy
{
    private int _calls;

    public int Calls => _calls;

    public IAmazonEventBridge Client => (IAmazonEventBridge)(object)this;

    public static CountingBus Create() => (CountingBus)(object)Create<IAmazonEventBridge, CountingBus>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Interlocked.Increment(ref _calls);

        return targetMethod?.Name == "PutEventsAsync" ? Task.FromResult(new PutEventsResponse { FailedEntryCount = 0 }) : null;
    }
}

/// <summary>Every queue and every definition is there.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class EveryName : DispatchProxy
{
    public static IBatchCatalog Create() => Create<IBatchCatalog, EveryName>();

    /// <summary>An answer without entries, of whatever type: versions ask differently, and each finds nothing wrong.</summary>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod?.ReturnType.GetGenericArguments()[0] ?? throw new NotSupportedException();

        return typeof(Task).GetMethod(nameof(Task.FromResult))?.MakeGenericMethod(answer).Invoke(
            null, [Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(answer.GetGenericArguments()))]);
    }
}

/// <summary>Counts what is written to it.</summary>
internal sealed class CountingOutput : TextWriter
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Add(1);

    public override void Write(string? value) => Add(value?.Length ?? 0);

    public override void WriteLine(string? value) => Add((value?.Length ?? 0) + 1);

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}

/// <summary>An invocation, of which the log lines of INFO and above are counted, as Lambda's JSON format writes them.</summary>
internal sealed class CountingContext(CountingOutput output, TimeSpan limit) : ILambdaContext, ILambdaLogger
{
    /// <summary>Time, level, request id and trace id, and their names; beside them the message stands once and each value once more as a field.</summary>
    private const int Around = 230;

    public string AwsRequestId => "bench";

    public IClientContext ClientContext => throw new NotSupportedException();

    public string FunctionName => "bench";

    public string FunctionVersion => "1";

    public ICognitoIdentity Identity => throw new NotSupportedException();

    public string InvokedFunctionArn => "";

    public ILambdaLogger Logger => this;

    public string LogGroupName => "";

    public string LogStreamName => "";

    public int MemoryLimitInMB => 256;

    public TimeSpan RemainingTime => limit;

    public void Log(string message) => output.Add(Around + message.Length);

    public void LogLine(string message) => Log(message);

    public void Log(string level, string message, params object[] args)
    {
        if (level is not ("Trace" or "Debug"))
        {
            output.Add(Around + message.Length + (2 * args.Sum(value => $"{value}".Length)));
        }
    }
}
