using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Runtime;
using LocalBatch.Execution.Processes;
using LocalBatch.Jobs;
using LocalBatch.Testing.Events;
using LocalBatch.Testing.Jobs;
using LocalBatch.Testing.Logs;
using LocalBatch.Testing.Wire;

namespace LocalBatch.Testing;

/// <summary>
/// AWS Batch in this process, for one test: any client of the SDK, configured by <see cref="Configure"/>, is answered in memory. Jobs
/// succeed at once unless a delegate says otherwise, or run as processes. Nothing is shared between two servers.
/// </summary>
public sealed class LocalBatchServer : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ApiCall> _calls = [];
    private readonly JobScripts _scripts = new();
    private readonly MemoryLogs _logs = new();
    private readonly LocalBatchOptions _options;
    private readonly TimeProvider _time;
    private readonly Stillness _stillness;
    private readonly DelegateExecutor _executor;
    private readonly EventHub _events;
    private readonly CallFaults _callFaults = new();
    private BatchEngine? _engine;
    private Definitions? _definitions;
    private MemoryClientFactory? _factory;
    private ProcessExecutor? _processes;
    private string? _folder;

    private LocalBatchServer(LocalBatchOptions options)
    {
        _options = options;
        _time = options.Time ?? SystemTime;
        _stillness = new(_time);
        _executor = new(_scripts, _logs, _stillness, _time);
        EventFaults eventFaults = new(_time);
        _events = new(Watch, _stillness, eventFaults);
        Faults = new(this, _callFaults, eventFaults);
    }

    /// <summary>Keys that the SDK signs with; nobody checks them.</summary>
    public AWSCredentials Credentials { get; } = new BasicAWSCredentials("LOCALBATCH", "LOCALBATCH");

    /// <summary>Name of the job queue that is there, VALID, over a compute environment of EC2.</summary>
    public string DefaultQueue { get; } = "default";

    /// <summary>What can be made to go wrong.</summary>
    public BatchFaults Faults { get; }

    /// <summary>Every change of a job from the first on, in order, and those to come; each reader gets all of them.</summary>
    public IAsyncEnumerable<JobChange> Events => _events;

    /// <summary>Every request that clients made so far, in order.</summary>
    public IReadOnlyList<ApiCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Every job so far, in the order of submission, as it was last told of.</summary>
    public IReadOnlyList<JobState> Jobs => Watch.All;

    internal JobWatch Watch { get; } = new();

    internal TimeSpan Patience => _options.Patience;

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that takes the system's clock, where a test gives none.")]
    private static TimeProvider SystemTime => TimeProvider.System;

    private BatchEngine Engine => _engine ?? throw new InvalidOperationException("The server is not started.");

    /// <summary>Starts one, with a VALID job queue. Dispose it at the end of the test.</summary>
    public static async Task<LocalBatchServer> StartAsync(LocalBatchOptions? options = null, CancellationToken cancellation = default)
    {
        LocalBatchServer server = new(options ?? new());
        await server.OpenAsync(cancellation);

        return server;
    }

    /// <summary>Points a client's configuration at this server: AWS Batch, and CloudWatch Logs as far as it reads the output of jobs.</summary>
    /// <returns>The same object.</returns>
    public T Configure<T>(T config)
        where T : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(config);
        // Reserved for what resolves nowhere (RFC 6761): no request leaves, whatever happens.
        config.ServiceURL = "http://localbatch.invalid";
        config.AuthenticationRegion = _options.Region;
        config.HttpClientFactory = _factory;

        return config;
    }

    /// <summary>A job to wait for.</summary>
    public JobHandle Job(string jobId)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);

        return new(this, jobId);
    }

    /// <summary>The lines that a job has written so far, all its attempts together, oldest first.</summary>
    public IReadOnlyList<string> Logs(string jobId)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);

        return [.. _executor.StreamsOf(jobId).SelectMany(stream => _logs.Read(stream.Group, stream.Name) ?? []).Select(line => line.Text)];
    }

    /// <summary>Registers a job definition of which a test needs only the name: one vCPU, 512 MiB, its command is its name.</summary>
    public Task DefineAsync(string name, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        return (_definitions ?? throw new InvalidOperationException("The server is not started.")).RegisterAsync(name, cancellation);
    }

    /// <summary>Jobs whose command begins with this word are this delegate. Of several that fit, the last one said counts.</summary>
    [OverloadResolutionPriority(1)]
    public void OnCommand(string program, Func<JobRun, JobResult> run) => OnCommand(program, job => Task.FromResult(run(job)));

    /// <inheritdoc cref="OnCommand(string, Func{JobRun, JobResult})" />
    public void OnCommand(string program, Func<JobRun, Task<JobResult>> run) =>
        _scripts.Add(attempt => attempt.Command.Count > 0 && attempt.Command[0] == program, run);

    /// <summary>Jobs of this definition, in any revision, are this delegate.</summary>
    [OverloadResolutionPriority(1)]
    public void OnDefinition(string name, Func<JobRun, JobResult> run) => OnDefinition(name, job => Task.FromResult(run(job)));

    /// <inheritdoc cref="OnDefinition(string, Func{JobRun, JobResult})" />
    public void OnDefinition(string name, Func<JobRun, Task<JobResult>> run) => _scripts.Add(attempt => JobRun.DefinitionOf(attempt) == name, run);

    /// <summary>Jobs of this name are this delegate.</summary>
    [OverloadResolutionPriority(1)]
    public void OnJob(string name, Func<JobRun, JobResult> run) => OnJob(name, job => Task.FromResult(run(job)));

    /// <inheritdoc cref="OnJob(string, Func{JobRun, JobResult})" />
    public void OnJob(string name, Func<JobRun, Task<JobResult>> run) => _scripts.Add(attempt => attempt.JobName == name, run);

    /// <summary>All jobs are this delegate, but those that a later call fits.</summary>
    public void OnAnyJob(Func<JobRun, JobResult> run) => _scripts.Add(_ => true, job => Task.FromResult(run(job)));

    /// <summary>Hears every change of a job from now on, one after the other, such as a handler of events under test.</summary>
    public void OnChange(Func<JobChange, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _events.Add(handler);
    }

    /// <summary>Jobs that no delegate stands for run as processes of this machine: their command, in a folder of their own, by the system's clock.</summary>
    /// <exception cref="InvalidOperationException">The server has another clock than the system's, which processes do not follow.</exception>
    public void UseProcesses()
    {
        if (_options.Time is not null)
        {
            throw new InvalidOperationException("Processes take the time they take: start the server without a clock of its own.");
        }

        if (_processes is null)
        {
            _folder = Directory.CreateTempSubdirectory("localbatch-").FullName;
            _processes = new(new() { WorkRoot = Path.Combine(_folder, "jobs"), Logs = _logs, Time = _time, Logger = _options.Logger });
            _executor.Otherwise = _processes;
        }
    }

    /// <summary>
    /// Waits until nothing is going on: every job is over, or waits for the clock, for another job that does, or for room. Delegates
    /// that await something else than the clock are waited for.
    /// </summary>
    /// <exception cref="JobWaitException">Something still goes on after <see cref="LocalBatchOptions.Patience"/>.</exception>
    public async Task QuiescentAsync(CancellationToken cancellation = default)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        giveUp.CancelAfter(Patience);
        try
        {
            await Engine.CountOpenJobsAsync(giveUp.Token);
            await _stillness.WaitAsync(giveUp.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new JobWaitException(Watch.Describe($"Something still goes on after {Patience.TotalSeconds} seconds."));
        }
    }

    /// <summary>Ends the jobs that run, and with them everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_engine is { } engine)
        {
            await engine.DisposeAsync();
        }

        _events.Close();
        if (_processes is { } processes)
        {
            await processes.DisposeAsync();
        }

        if (_folder is { } folder)
        {
            Directory.Delete(folder, recursive: true);
            _folder = null;
        }
    }

    internal async Task TakeHostAsync(string jobId, HostLoss loss, CancellationToken cancellation)
    {
        if (await Engine.ReclaimHostAsync(jobId, loss, cancellation) is null)
        {
            throw new InvalidOperationException(Watch.Describe($"Job {jobId} has no host that could be lost: it must be STARTING or RUNNING."));
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        _engine = await BatchEngine.OpenAsync(
            new()
            {
                JournalPath = null,
                Executor = _executor,
                Events = _events,
                Time = _time,
                NewId = NewId,
                Region = _options.Region,
                AccountId = _options.AccountId,
                MaxVcpus = int.MaxValue,
                LifecycleDelay = _options.LifecycleDelay,
                Logger = _options.Logger,
                TurnEnded = state => _stillness.TurnEnded(
                    [.. state.Jobs.Running.Select(one => (one.Key.ToString("N"), one.Value.Status == JobStatus.Starting))],
                    state.Jobs.Changes.Happenings.Count + state.Services.Events.Count),
            },
            cancellation);
        _definitions = new(_engine, _options.DefinesOnSubmit);
        var lag = _options.ListLag ?? (_options.Time is null ? TimeSpan.Zero : TimeSpan.FromSeconds(2));
        _factory = new(new EngineHandler(_engine, _definitions, new(lag, _time), new(_logs), _callFaults, Record));
        await CallAsync("createcomputeenvironment", $$"""
            {"computeEnvironmentName": "default", "type": "MANAGED", "computeResources": {"type": "EC2", "minvCpus": 0, "maxvCpus": {{_options.MaxVcpus}},
             "instanceTypes": ["optimal"], "instanceRole": "ecsInstanceRole", "subnets": ["subnet-local"], "securityGroupIds": ["sg-local"]} }
            """, cancellation);
        await SettleAsync(cancellation);
        await CallAsync("createjobqueue", """{"jobQueueName": "default", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "default"}]}""", cancellation);
        await SettleAsync(cancellation);
    }

    /// <summary>A turn carries out what is due.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        if (_options.LifecycleDelay > TimeSpan.Zero)
        {
            await Task.Delay(_options.LifecycleDelay, _time, cancellation);
        }

        await Engine.CountOpenJobsAsync(cancellation);
    }

    private async Task CallAsync(string operation, string body, CancellationToken cancellation)
    {
        var answer = await Engine.HandleAsync(new("POST", $"/v1/{operation}", Encoding.UTF8.GetBytes(body)), cancellation);
        if (answer.StatusCode != 200)
        {
            throw new ArgumentException($"The default queue cannot be made of these options: {Encoding.UTF8.GetString(answer.Body.Span)}");
        }
    }

    private void Record(ApiCall call)
    {
        lock (_gate)
        {
            _calls.Add(call);
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Ids of jobs are new in every test, as on AWS.")]
    private static Guid NewId() => Guid.NewGuid();
}
