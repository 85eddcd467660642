using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Resources;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Wire;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.Http;

/// <summary>
/// Whatever a route may have to tell, its answer is one that Lambda takes, whichever encoder writes the envelope; and what one
/// answer does not show the next one does.
/// </summary>
public sealed class EnvelopeTests
{
    private const int SixMegabytes = 6 * 1024 * 1024;

    private readonly FunctionStack _stack = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Characters that take many bytes, each in its own way.</summary>
    public static TheoryData<string> Fillings => ["\"", "\\", "+", "\u0001", "é", "€", "😀", "x"];

    [Fact]
    public void The_count_is_that_of_the_default_encoder_for_every_character()
    {
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            if (!Rune.IsValid(code))
            {
                continue;
            }

            var text = new Rune(code).ToString();
            var counted = Envelope.BytesOf(Encoding.UTF8.GetBytes(text));
            Assert.True(counted == JsonEncodedText.Encode(text, JavaScriptEncoder.Default).EncodedUtf8Bytes.Length, $"U+{code:X4} is counted as {counted}.");
            Assert.True(counted >= JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length, $"U+{code:X4} is counted as {counted}.");
        }
    }

    [Theory]
    [MemberData(nameof(Fillings))]
    public async Task Log_lines_of_any_characters_are_all_read_page_by_page(string filling)
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(), Cancellation);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 1), Cancellation);
        var logs = new HeldLogs([.. Enumerable.Range(0, 110).Select(number => $"{number} {Repeat(filling, 9000)}")]);
        var handler = _stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(logs);

        var read = await PagesAsync(query => handler.ReadJobLogs(A.JobId, query, _stack.Context), "events", line => line.GetProperty("message").GetString(), page => !page.GetProperty("isEnd").GetBoolean());

        Assert.Equal(logs.Lines, read);
    }

    [Fact]
    public async Task A_page_of_log_lines_uses_the_room_there_is()
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(), Cancellation);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 1), Cancellation);
        var logs = new HeldLogs([.. Enumerable.Range(0, 110).Select(_ => Repeat("\"", 9000))]);

        var answer = await _stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(logs).ReadJobLogs(A.JobId, new(), _stack.Context);

        Assert.InRange(DefaultBytes(answer), SixMegabytes * 9 / 10, SixMegabytes);
    }

    [Theory]
    [MemberData(nameof(Fillings))]
    public async Task Ten_thousand_failed_children_are_counted_and_as_many_shown_as_fit(string filling)
    {
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed) with { ArraySize = 10_000 }, Cancellation);
        List<JobAttempt> attempts = [.. Enumerable.Range(0, 10).Select(_ => new JobAttempt(1, Repeat(filling, 1024), Repeat(filling, 1024), new string('s', 512), A.Noon, A.Noon))];
        for (var index = 0; index < 10_000; index++)
        {
            await _stack.Jobs.RecordFailedChildAsync(new FailedChild(A.JobId, index, Repeat(filling, 1024), "Unknown", A.Noon, attempts), Cancellation);
        }

        using var job = await FittingAsync(_stack.Handler<DescribeJobHandler>().DescribeJob(A.JobId, _stack.Context));

        Assert.Equal(10_000, job.RootElement.GetProperty("failedChildrenCount").GetInt32());
        Assert.InRange(job.RootElement.GetProperty("failedChildren").GetArrayLength(), filling == "x" ? 50 : 20, 50);
    }

    [Theory]
    [MemberData(nameof(Fillings))]
    public async Task Jobs_are_all_listed_page_by_page(string filling)
    {
        List<string> ids = [.. Enumerable.Range(0, 100).Select(number => $"22222222-2222-4222-8222-{number:D12}")];
        foreach (var id in ids)
        {
            await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, jobId: id) with { StatusReason = Repeat(filling, 20_000) }, Cancellation);
        }

        var read = await PagesAsync(query => _stack.Handler<ListJobsHandler>().ListJobs(query, _stack.Context), "jobs", job => job.GetProperty("jobId").GetString());

        Assert.Equal(ids.AsEnumerable().Reverse(), read);
    }

    [Theory]
    [MemberData(nameof(Fillings))]
    public async Task Rows_of_a_submission_are_all_told_page_by_page(string filling)
    {
        await _stack.Submissions.CreateAsync(NewSubmission.Of("POST /submissions", "s-1", 100, Array.Empty<byte>(), _stack.Clock), Cancellation);
        for (var row = 0; row < 100; row++)
        {
            await _stack.Submissions.RecordRowAsync(new("s-1", row, $"job-{row}", null, Repeat(filling, 20_000)), A.Noon, Cancellation);
        }

        var read = await PagesAsync(query => _stack.Handler<DescribeSubmissionHandler>().DescribeSubmission("s-1", query, _stack.Context), "jobs", job => job.GetProperty("jobName").GetString());

        Assert.Equal(Enumerable.Range(0, 100).Select(row => $"job-{row}"), read);
    }

    [Theory]
    [MemberData(nameof(Fillings))]
    public async Task Resources_are_all_listed_page_by_page(string filling)
    {
        // AWS: a job definition may have 24 KiB (AWS Batch quotas); the others are smaller.
        var text = Repeat(filling, 24 * 1024 / Encoding.UTF8.GetByteCount(JsonText.Of(writer => writer.WriteStringValue(filling))));
        var definitions = Enumerable.Range(0, 100).Select(number => new JobDefinition { JobDefinitionName = $"d-{number}", Parameters = new() { ["p"] = text } }).ToList();
        var queues = Enumerable.Range(0, 100).Select(number => new JobQueueDetail { JobQueueName = $"q-{number}", StatusReason = text }).ToList();
        var environments = Enumerable.Range(0, 100).Select(number => new ComputeEnvironmentDetail { ComputeEnvironmentName = $"c-{number}", StatusReason = text }).ToList();
        var batch = ScriptedBatch.Create()
            .On((DescribeJobDefinitionsRequest asked) => Page(definitions, asked.MaxResults, asked.NextToken, (page, next) => new DescribeJobDefinitionsResponse { JobDefinitions = page, NextToken = next }))
            .On((DescribeJobQueuesRequest asked) => Page(queues, asked.MaxResults, asked.NextToken, (page, next) => new DescribeJobQueuesResponse { JobQueues = page, NextToken = next }))
            .On((DescribeComputeEnvironmentsRequest asked) => Page(environments, asked.MaxResults, asked.NextToken, (page, next) => new DescribeComputeEnvironmentsResponse { ComputeEnvironments = page, NextToken = next }));

        var readDefinitions = await PagesAsync(query => new JobDefinitionReads(batch.Client).DescribeJobDefinitions(query, _stack.Context), "jobDefinitions", item => item.GetProperty("jobDefinitionName").GetString());
        var readQueues = await PagesAsync(query => new JobQueueReads(batch.Client).DescribeJobQueues(query, _stack.Context), "jobQueues", item => item.GetProperty("jobQueueName").GetString());
        var readEnvironments = await PagesAsync(query => new ComputeEnvironmentReads(batch.Client).DescribeComputeEnvironments(query, _stack.Context), "computeEnvironments", item => item.GetProperty("computeEnvironmentName").GetString());

        Assert.Equal(definitions.Select(one => one.JobDefinitionName), readDefinitions);
        Assert.Equal(queues.Select(one => one.JobQueueName), readQueues);
        Assert.Equal(environments.Select(one => one.ComputeEnvironmentName), readEnvironments);
    }

    [Theory]
    [MemberData(nameof(Fillings))]
    public async Task Mistakes_that_one_answer_cannot_tell_are_counted(string filling)
    {
        List<InputError> errors = [.. Enumerable.Range(0, 201).Select(number => new InputError($"/jobs/{number}", Repeat(filling, 30_000)))];

        using var problem = await FittingAsync(Task.FromResult(Answer.Of(Problem.BadRequest("The manifest has errors.", errors), "r-1")));

        var told = problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString() ?? "").ToList();
        Assert.Equal("/jobs/0", problem.RootElement.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.True(told.Count == 201 || told[^1] == $"And {202 - told.Count} more, for which an answer has no room.", told[^1]);
    }

    [Fact]
    public async Task Jobs_that_could_not_be_stopped_are_all_told_with_why()
    {
        for (var number = 0; number < 600; number++)
        {
            var id = $"22222222-2222-4222-8222-{number:D12}";
            await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: id), Cancellation);
        }

        var stopped = await BulkStopper.RunAsync(
            (new BulkStop("why", false), new JobQuery { Limit = 100 }),
            new FilteredJobs(_stack.Jobs, new FixedQueueNames("default")),
            (ids, _, _) => Task.FromResult<IReadOnlyDictionary<string, string>>(ids.ToDictionary(id => id, _ => Repeat("\"", 20_000))),
            Cancellation);

        using var answer = await FittingAsync(Task.FromResult(stopped));
        Assert.Equal(500, answer.RootElement.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task The_OpenAPI_document_fits()
    {
        using var document = await FittingAsync(DescribeApiHandler.DescribeApi(_stack.Context));

        Assert.Equal("3.1.0", document.RootElement.GetProperty("openapi").GetString());
    }

    private static string Repeat(string filling, int characters) => string.Concat(Enumerable.Repeat(filling, characters / filling.Length));

    private static TResponse Page<T, TResponse>(List<T> all, int? limit, string? token, Func<List<T>, string?, TResponse> answer)
    {
        var first = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        var end = Math.Min(all.Count, first + (limit ?? 100));

        return answer(all[first..end], end < all.Count ? $"{end}" : null);
    }

    /// <summary>What is told over all pages, each of which Lambda takes.</summary>
    private static async Task<List<string?>> PagesAsync(
        Func<APIGatewayHttpApiV2ProxyRequest, Task<IHttpResult>> ask, string member, Func<JsonElement, string?> one, Func<JsonElement, bool>? goesOn = null)
    {
        List<string?> told = [];
        string? token = null;
        do
        {
            var query = new Dictionary<string, string> { ["limit"] = "100" };
            if (token is not null)
            {
                query["nextToken"] = token;
            }

            using var page = await FittingAsync(ask(new() { QueryStringParameters = query }));
            told.AddRange(page.RootElement.GetProperty(member).EnumerateArray().Select(one));
            token = (goesOn?.Invoke(page.RootElement) ?? true) && page.RootElement.TryGetProperty("nextToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        return told;
    }

    /// <summary>The body of an answer that Lambda takes from both encoders.</summary>
    private static async Task<JsonDocument> FittingAsync(Task<IHttpResult> answering)
    {
        var answer = await answering;
        var body = (await HttpAnswer.OfAsync(Task.FromResult(answer))).Body;

        Assert.InRange(DefaultBytes(answer), 1, SixMegabytes);
        Assert.InRange(JsonEncodedText.Encode(body, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length + 1024, 1, SixMegabytes);

        return JsonDocument.Parse(body);
    }

    /// <summary>As the function writes it.</summary>
    private static long DefaultBytes(IHttpResult answer)
    {
        using var stream = answer.Serialize(new HttpResultSerializationOptions { Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi, Version = HttpResultSerializationOptions.ProtocolVersion.V2 });

        return stream.Length;
    }

    /// <summary>A stream that is read from the line its token names; at its end the token stays, as GetLogEvents has it.</summary>
    private sealed class HeldLogs(IReadOnlyList<string> lines) : IJobLogs
    {
        public IEnumerable<string?> Lines => lines;

        public Task<JobLogPage?> ReadAsync(string group, string stream, JobLogRange range, CancellationToken cancellation)
        {
            var first = range.Token is null ? 0 : int.Parse(range.Token, CultureInfo.InvariantCulture);
            var page = lines.Skip(first).Take(range.Limit).Select((line, number) => new JobLogLine(first + number, line)).ToList();

            return Task.FromResult<JobLogPage?>(new(page, $"{first + page.Count}"));
        }
    }
}
