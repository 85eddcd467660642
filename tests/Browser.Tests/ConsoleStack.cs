namespace Browser.Tests;

/// <summary>One running stack and one Chromium for all tests, and a few jobs that have ended as they were meant to.</summary>
public sealed class ConsoleStack : IAsyncLifetime
{
    private readonly StateFolders _folders = new();
    private LocalCloudProcess? _stack;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal LocalCloudProcess Stack => _stack ?? throw new InvalidOperationException("The stack has not been started.");

    internal HttpClient Http { get; } = new();

    internal Api Api => new(Stack, Http);

    /// <summary>A job that succeeded, one that failed with exit code 3, and an array of six of which two failed.</summary>
    internal string Greeted { get; private set; } = "";

    internal string Failed { get; private set; } = "";

    internal string Array { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _stack = await LocalCloudProcess.Start(_folders.New("stack"), path: null, "--max-vcpus", "4").ReadyAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        Greeted = await Api.SubmitAsync(Job("greets", "echo hello, reader"));
        Failed = await Api.SubmitAsync(Job("fails-at-once", "echo about to fail >&2; exit 3"));
        Array = await Api.SubmitAsync(Job("of-six", "exit $(( AWS_BATCH_JOB_ARRAY_INDEX % 3 == 1 ))", """ "arrayProperties":{"size":6}, """));
        foreach (var jobId in (string[])[Greeted, Failed, Array])
        {
            await Api.EndAsync(jobId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is { } browser)
        {
            await browser.CloseAsync().WaitAsync(Visit.Patience);
        }

        _playwright?.Dispose();
        Http.Dispose();
        if (_stack is { } stack)
        {
            await stack.StopAsync();
            await stack.DisposeAsync();
        }

        _folders.Dispose();
    }

    /// <summary>A window of somebody who opens a page of the console.</summary>
    /// <param name="hash">Such as <c>/jobs?status=FAILED</c>; empty for the overview.</param>
    /// <param name="api">Who serves it; the stack where nobody else is named.</param>
    /// <param name="provider">Who else may be asked, since people sign in there.</param>
    /// <param name="hasOwnClock">Its time can be moved forward.</param>
    internal async Task<Visit> OpenAsync(string hash, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, Uri? api = null, bool hasOwnClock = false, Uri? provider = null)
    {
        var browser = _browser ?? throw new InvalidOperationException("Chromium has not been started.");
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            Permissions = ["clipboard-read", "clipboard-write"],
        });

        return await Visit.ToAsync(context, api ?? Stack.Api, hash, hasOwnClock, provider);
    }

    /// <summary>Submits a job of 2 vCPUs to a queue of at most 1, which is made first.</summary>
    internal async Task<string> SubmitNeverFittingAsync(string name, string queue)
    {
        await Api.PostAsync(
            "/compute-environments",
            $$"""{"computeEnvironmentName":"{{queue}}","type":"MANAGED","computeResources":{"type":"FARGATE","maxvCpus":1,"subnets":["subnet-1"],"securityGroupIds":["sg-1"]} }""",
            System.Net.HttpStatusCode.Created);
        await Api.PollAsync($"/compute-environments/{queue}", one => one.Find("status") == "VALID");
        await Api.PostAsync(
            "/job-queues", $$"""{"jobQueueName":"{{queue}}","priority":1,"computeEnvironmentOrder":[{"order":1,"computeEnvironment":"{{queue}}"}]}""", System.Net.HttpStatusCode.Created);
        await Api.PollAsync($"/job-queues/{queue}", one => one.Find("status") == "VALID");
        var jobId = await Api.SubmitAsync(
            $$$"""
            {"jobName":"{{{name}}}","jobQueue":"{{{queue}}}","jobDefinition":"hello",
             "containerOverrides":{"resourceRequirements":[{"type":"VCPU","value":"2"},{"type":"MEMORY","value":"4096"}]}}
            """);
        await Api.StatusAsync(jobId, "RUNNABLE");

        return jobId;
    }

    /// <summary>The body of POST /jobs for a job that runs a line of shell.</summary>
    /// <param name="members">More members, each with its comma.</param>
    internal static string Job(string name, string shell, string members = "") =>
        $$$"""
        {"jobName":"{{{name}}}","jobQueue":"default","jobDefinition":"hello",{{{members}}}
         "containerOverrides":{"command":["sh","-c",{{{System.Text.Json.JsonSerializer.Serialize(shell)}}}]}}
        """;
}

/// <summary>Test classes that use the one stack, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleStack>
{
    public const string Name = "console";
}
