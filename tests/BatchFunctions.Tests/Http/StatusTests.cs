using System.Net;
using System.Text;
using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Http;

/// <summary>What cannot be answered as asked has the status that says why.</summary>
public sealed class StatusTests
{
    private readonly FunctionStack _stack = new();

    [Fact]
    public async Task A_manifest_beyond_4_MiB_is_413_and_says_where_longer_ones_go()
    {
        var answer = await ManifestAsync(new string(' ', (4 * 1024 * 1024) + 1), "application/json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("drop longer manifests into the inbox bucket", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_of_an_unknown_kind_is_415_and_names_the_known_ones()
    {
        var answer = await ManifestAsync("<jobs/>", "application/xml");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        Assert.Contains("application/json, application/yaml, application/jsonl or text/csv", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_manifest_under_the_same_key_is_422()
    {
        const string First = """{"jobs":[{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}]}""";

        var taken = await ManifestAsync(First, "application/json", "k");
        var again = await ManifestAsync(First, "application/json", "k");
        var other = await ManifestAsync(First.Replace("\"hello\",\"jobQueue", "\"other\",\"jobQueue", StringComparison.Ordinal), "application/json", "k");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity), (taken.Status, other.Status));
        Assert.Equal(taken.Body, again.Body);
    }

    [Fact]
    public async Task A_body_may_come_in_base64()
    {
        var answer = await HttpAnswer.OfAsync(_stack.Handler<SubmitManifestHandler>().SubmitManifest(
            new()
            {
                Body = Convert.ToBase64String(Encoding.UTF8.GetBytes("jobName,jobQueue,jobDefinition\nhello,default,hello\n")),
                IsBase64Encoded = true,
                Headers = new Dictionary<string, string> { ["content-type"] = "text/csv; charset=utf-8" },
            },
            _stack.Context));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
    }

    [Fact]
    public async Task What_nobody_expected_is_500_with_the_id_under_which_the_log_has_it()
    {
        var store = FailingJobs.With(new InvalidOperationException("hush"));

        var answer = await HttpAnswer.OfAsync(_stack.HandlerWith<DescribeJobHandler, IJobStore>(store).DescribeJob("job-1", _stack.Context));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal("request-1", problem.RootElement.GetProperty("requestId").GetString());
        Assert.DoesNotContain("hush", answer.Body, StringComparison.Ordinal);
    }

    private Task<HttpAnswer> ManifestAsync(string body, string type, string? key = null)
    {
        var headers = new Dictionary<string, string> { ["content-type"] = type };
        if (key is not null)
        {
            headers["idempotency-key"] = key;
        }

        return HttpAnswer.OfAsync(_stack.Handler<SubmitManifestHandler>().SubmitManifest(new() { Body = body, Headers = headers }, _stack.Context));
    }
}
