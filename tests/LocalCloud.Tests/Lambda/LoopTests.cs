using System.Text;
using LocalCloud.Deliveries;
using LocalCloud.EventSources;
using LocalCloud.Gateway;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using LocalCloud.Sqs;
using LocalCloud.Targets;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Tests.Lambda;

/// <summary>A real process that calls the services over HTTP with the keys it was given, and so triggers itself.</summary>
public sealed class LoopTests : IAsyncLifetime
{
    private const string Dead = "dead";
    private const string Loop = "loop";

    private const string Bootstrap = """
        #!NODE
        const http = require('http');
        const crypto = require('crypto');
        const env = process.env;
        const base = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/`;
        const call = (url, method, headers, body) => new Promise((done, fail) => http.request(url, { method, headers }, response => {
          let text = ''; response.on('data', part => text += part); response.on('end', () => done({ headers: response.headers, status: response.statusCode, text }));
        }).on('error', fail).end(body));
        const sha = text => crypto.createHash('sha256').update(text).digest('hex');
        const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
        const signed = (service, method, path, more, body) => {
          const url = new URL(path, env.AWS_ENDPOINT_URL);
          const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
          const headers = { host: url.host, 'x-amz-content-sha256': sha(body), 'x-amz-date': date, 'x-amz-security-token': env.AWS_SESSION_TOKEN, ...more };
          const names = Object.keys(headers).sort();
          const scope = [date.slice(0, 8), env.AWS_REGION, service, 'aws4_request'];
          const canonical = [method, path, '', ...names.map(name => `${name}:${headers[name]}`), '', names.join(';'), sha(body)].join('\n');
          const key = scope.reduce(hmac, 'AWS4' + env.AWS_SECRET_ACCESS_KEY);
          const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope.join('/'), sha(canonical)].join('\n')).toString('hex');
          headers.authorization = `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
          return call(url, method, headers, body);
        };
        const json = (service, target, body) => signed(service, 'POST', '/', { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }, JSON.stringify(body));
        const causes = {
          s3: () => signed('s3', 'PUT', '/box/in/again', {}, 'text'),
          events: () => json('events', 'AWSEvents.PutEvents', { Entries: [{ EventBusName: 'own', Source: 'me', DetailType: 'Again', Detail: '{}' }] }),
          sqs: () => json('sqs', 'AmazonSQS.SendMessage', { QueueUrl: `${env.AWS_ENDPOINT_URL}/123456789012/loop`, MessageBody: 'again' }),
        };
        (async () => {
          for (;;) {
            const next = await call(base + 'invocation/next', 'GET', {});
            const answer = await causes[env.DOES]();
            console.log(`worked ${answer.status} ${answer.text}`);
            await call(`${base}invocation/${next.headers['lambda-runtime-aws-request-id']}/response`, 'POST', {}, '{}');
          }
        })().catch(() => process.exit(9));
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("loops-").FullName;
    private readonly RecordingLogs _logs = new();
    private readonly RecordingLoggers _loggers = new();
    private readonly Sessions _sessions = new();
    private LocalServices? _services;
    private FunctionHost? _host;
    private QueuePoller? _poller;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync()
    {
        var node = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("These tests need Node.js on the PATH.");
        var path = Path.Combine(_folder, "bootstrap");
        File.WriteAllText(path, Bootstrap.Replace("NODE", node, StringComparison.Ordinal));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in new IAsyncDisposable?[] { _host, _poller, _services })
        {
            await (owned?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("s3", "arn:aws:s3:::box")]
    [InlineData("events", "arn:aws:events:us-east-1:123456789012:rule/own/again")]
    public async Task What_a_function_causes_where_it_listens_reaches_it_sixteen_times_and_then_its_dead_letters(string does, string trigger)
    {
        await StartAsync(does, deadLetters: ArnOf(Dead));

        await BeginAsync(does);

        var letter = await DeadLetterAsync();
        Assert.Equal(16, await WorkedAsync());
        Assert.Equal("RecursiveInvocationException", letter.Attributes["ERROR_CODE"].StringValue);
        Assert.StartsWith("Work is in a loop: it has worked 16 times on what led to this event (local-Work:16), which came from " + trigger, letter.Attributes["ERROR_MESSAGE"].StringValue, StringComparison.Ordinal);
        Assert.Equal(("0", "arn:aws:lambda:us-east-1:123456789012:function:local-Work"), (letter.Attributes["RETRY_ATTEMPTS"].StringValue, letter.Attributes["TARGET_ARN"].StringValue));
    }

    [Fact]
    public async Task A_function_that_sends_to_the_queue_it_reads_gets_sixteen_messages_and_the_next_one_is_a_dead_letter()
    {
        await StartAsync("sqs", deadLetters: null);

        await BeginAsync("sqs");

        var letter = await DeadLetterAsync();
        Assert.Equal(16, await WorkedAsync());
        Assert.Equal(("again", ArnOf(Loop)), (letter.Body, letter.DeadLetterSourceArn));
        var told = Assert.Single(_loggers.Of(LogLevel.Warning));
        Assert.StartsWith("Warning: Work is in a loop: it has worked 16 times", told, StringComparison.Ordinal);
        Assert.EndsWith($"RecursiveLoop: Allow on Work in the template; message {letter.MessageId} is in dead", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_sends_to_the_queue_that_the_function_reads_is_no_way_round()
    {
        await StartAsync("events", deadLetters: null, ruleTarget: ArnOf(Loop));

        await BeginAsync("sqs");

        await DeadLetterAsync();
        Assert.Equal(16, await WorkedAsync());
    }

    [Theory]
    [InlineData("s3")]
    [InlineData("events")]
    [InlineData("sqs")]
    public async Task A_function_that_allows_loops_goes_on(string does)
    {
        await StartAsync(does, deadLetters: ArnOf(Dead), allowsLoops: true);

        await BeginAsync(does);

        for (var invocation = 0; invocation < 20; invocation++)
        {
            await _logs.LineAsync("worked 200");
        }

        Assert.Empty(await Services.Queues.ReceiveAsync(Dead, 1, TimeSpan.Zero, Cancellation));
    }

    private static string ArnOf(string queue) => $"arn:aws:sqs:us-east-1:123456789012:{queue}";

    private async Task StartAsync(string does, string? deadLetters, string? ruleTarget = null, bool allowsLoops = false)
    {
        var policy = DeliveryPolicy.LambdaAsync with { DeadLetterArn = deadLetters };
        var function = Lambda.A.Function with
        {
            Environment = new Dictionary<string, string> { ["DOES"] = does },
            Timeout = TimeSpan.FromMinutes(1),
            AllowsLoops = allowsLoops,
        };
        _services = await LocalServices.StartAsync(
            Path.Combine(_folder, "state"),
            buckets: [new() { Name = "box", Notifications = [new() { Id = "in", Events = ["s3:ObjectCreated:*"], Prefix = "in/", TargetArn = function.Arn, Policy = policy }] }],
            queues: [new() { Name = Dead }, new() { Name = Loop, RedrivePolicy = new(ArnOf(Dead), 3) }],
            rules: [new() { Name = "again", EventBusName = "own", EventPattern = """{"source":["me"]}""", Targets = [new() { Id = "t", Arn = ruleTarget ?? function.Arn, Policy = policy }] }],
            sessions: _sessions);
        _host = FunctionHost.Start(new()
        {
            Functions = [function],
            Folder = _folder,
            HomeFolder = Path.Combine(_folder, "home"),
            Account = LocalServices.Account,
            Sessions = _sessions,
            Endpoint = Services.Gateway.Endpoint,
            Logs = _logs,
            Time = TimeProvider.System,
            NewId = Guid.NewGuid,
            Loggers = _loggers,
        });
        Services.Outbox.Start(new StackEventTarget(Services.Queues, _host));
        _poller = QueuePoller.Start(function, new(ArnOf(Loop), 1, TimeSpan.Zero, ReportsItemFailures: false, 2), new()
        {
            Queues = Services.Queues,
            Functions = _host,
            Region = "us-east-1",
            Time = TimeProvider.System,
            Loggers = _loggers,
        });
    }

    /// <summary>The operator does once what the function will do again and again.</summary>
    private async Task BeginAsync(string how)
    {
        if (how == "s3")
        {
            using var s3 = Services.S3;
            await s3.PutObjectAsync(new() { BucketName = "box", Key = "in/first", ContentBody = "text" }, Cancellation);
        }
        else if (how == "sqs")
        {
            using var sqs = Services.Sqs;
            await sqs.SendMessageAsync(new() { QueueUrl = $"{Services.Gateway.Endpoint}123456789012/{Loop}", MessageBody = "first" }, Cancellation);
        }
        else
        {
            await Services.Bus.PublishAsync("own", [("e1", Encoding.UTF8.GetBytes("""{"source":"me","detail-type":"First","detail":{}}"""))], Lineage.None);
        }
    }

    private async Task<ReceivedMessage> DeadLetterAsync()
    {
        while (true)
        {
            if (await Services.Queues.ReceiveAsync(Dead, 1, TimeSpan.FromSeconds(20), Cancellation) is [var letter])
            {
                return letter;
            }
        }
    }

    /// <summary>How often the function has worked by now; each time its call must have been answered well.</summary>
    private async Task<int> WorkedAsync()
    {
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);

        return _logs.Seen().Count(line => line.StartsWith("worked 200", StringComparison.Ordinal));
    }
}
