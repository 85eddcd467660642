using System.Net;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>What the other tests do not call of the HTTP API: resources from their making to their end, bulk stops, resubmission, manifests by POST.</summary>
[Collection(StackCollection.Name)]
public sealed class RoutesTests(StackFixture fixture)
{
    private Api Api => fixture.Api;

    [Fact]
    public async Task A_compute_environment_and_a_queue_live_from_creation_to_deletion()
    {
        await Api.PostAsync(
            "/compute-environments",
            """
            {"computeEnvironmentName":"passing","type":"MANAGED",
             "computeResources":{"type":"FARGATE","maxvCpus":1,"subnets":["subnet-1"],"securityGroupIds":["sg-1"]}}
            """,
            HttpStatusCode.Created);
        await Api.PollAsync("/compute-environments/passing", IsValid);
        await SendAsync("PATCH", "/compute-environments/passing", """{"computeResources":{"maxvCpus":2}}""", HttpStatusCode.Accepted);
        await Api.PollAsync("/compute-environments/passing", one => IsValid(one) && one.GetProperty("computeResources").GetProperty("maxvCpus").GetInt32() == 2);
        await Api.PostAsync(
            "/job-queues",
            """{"jobQueueName":"passing","priority":1,"computeEnvironmentOrder":[{"order":1,"computeEnvironment":"passing"}]}""",
            HttpStatusCode.Created);
        await Api.PollAsync("/job-queues/passing", IsValid);
        await SendAsync("PATCH", "/job-queues/passing", """{"priority":7,"state":"DISABLED"}""", HttpStatusCode.Accepted);
        var queue = await Api.PollAsync("/job-queues/passing", one => IsValid(one) && one.Text("state") == "DISABLED");
        Assert.Equal(7, queue.GetProperty("priority").GetInt32());
        Assert.Contains("passing", Names(await Api.GetAsync("/job-queues"), "jobQueues", "jobQueueName"));
        Assert.Contains("passing", Names(await Api.GetAsync("/compute-environments"), "computeEnvironments", "computeEnvironmentName"));

        await SendAsync("DELETE", "/job-queues/passing", null, HttpStatusCode.Accepted);
        await GoneAsync("/job-queues", "jobQueues");
        await SendAsync("PATCH", "/compute-environments/passing", """{"state":"DISABLED"}""", HttpStatusCode.Accepted);
        await Api.PollAsync("/compute-environments/passing", one => IsValid(one) && one.Text("state") == "DISABLED");
        await SendAsync("DELETE", "/compute-environments/passing", null, HttpStatusCode.Accepted);
        await GoneAsync("/compute-environments", "computeEnvironments");
    }

    [Fact]
    public async Task A_job_definition_is_registered_described_and_deregistered()
    {
        const string Definition =
            """
            {"jobDefinitionName":"passing","type":"container","containerProperties":{"image":"busybox","command":["true"],
             "resourceRequirements":[{"type":"VCPU","value":"1"},{"type":"MEMORY","value":"64"}]}}
            """;
        await Api.PostAsync("/job-definitions", Definition, HttpStatusCode.Created);
        var second = await Api.PostAsync("/job-definitions", Definition, HttpStatusCode.Created);

        Assert.Equal(2, second.GetProperty("revision").GetInt32());
        Assert.Equal(2, (await Api.GetAsync("/job-definitions/passing")).GetProperty("revision").GetInt32());
        Assert.Equal(2, (await Api.GetAsync("/job-definitions?jobDefinitionName=passing&status=ACTIVE")).GetProperty("jobDefinitions").GetArrayLength());
        await SendAsync("DELETE", "/job-definitions/passing:2", null, HttpStatusCode.Accepted);
        Assert.Equal(1, (await Api.GetAsync("/job-definitions/passing")).GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task Jobs_are_counted_then_cancelled_and_terminated_by_filter()
    {
        await SmallResources.EnsureAsync(Api);
        const string Job = """{"jobName":"bulk","jobQueue":"tight","jobDefinition":"small","containerOverrides":{"command":["sleep","600"]}}""";
        const string Filter = """{"filter":{"jobQueue":"tight","namePrefix":"bulk"},"reason":"all of them","dryRun":false}""";
        var running = await Api.SubmitAsync(Job);
        await Api.StatusAsync(running, "RUNNING");
        string[] waiting = [await Api.SubmitAsync(Job), await Api.SubmitAsync(Job)];
        foreach (var jobId in waiting)
        {
            await Api.StatusAsync(jobId, "RUNNABLE");
        }

        var counted = await Api.PostAsync("/jobs/cancel", Filter.Replace("false", "true", StringComparison.Ordinal));
        Assert.Equal(waiting.Order(), Ids(counted).Order());
        Assert.Equal("RUNNABLE", (await Api.GetAsync($"/jobs/{waiting[0]}")).Text("status"));

        Assert.Equal(waiting.Order(), Ids(await Api.PostAsync("/jobs/cancel", Filter)).Order());
        foreach (var jobId in waiting)
        {
            Assert.Equal("Cancelled", (await Api.EndAsync(jobId)).Text("cause"));
        }

        Assert.Equal([running], Ids(await Api.PostAsync("/jobs/terminate", Filter)));
        Assert.Equal("Terminated", (await Api.EndAsync(running)).Text("cause"));
    }

    [Fact]
    public async Task A_job_that_is_over_is_submitted_again_with_overrides()
    {
        var failed = await Api.SubmitAsync(
            """{"jobName":"again","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["false"]}}""");
        await Api.EndAsync(failed);

        var again = await Api.PostAsync(
            $"/jobs/{failed}/resubmit", """{"containerOverrides":{"command":["true"]}}""", HttpStatusCode.Created);

        var record = await Api.EndAsync(again.Text("jobId"));
        Assert.Equal(("SUCCEEDED", failed), (record.Text("status"), record.Text("resubmitOf")));
    }

    [Fact]
    public async Task A_manifest_sent_by_POST_shows_its_progress_until_all_jobs_are_over()
    {
        var submission = await Api.PostAsync(
            "/submissions",
            await File.ReadAllTextAsync(Repository.File("examples/diamond.json"), TestContext.Current.CancellationToken),
            HttpStatusCode.Accepted);

        var progress = await Api.PollAsync(
            $"/submissions/{submission.Text("submissionId")}",
            one => one.GetProperty("statuses").GetProperty("SUCCEEDED").GetInt32() == 4);

        Assert.Equal(["join", "left", "right", "split"], Names(progress, "jobs", "jobName").Order());
        var jobs = await Api.GetAsync($"/jobs?submissionId={submission.Text("submissionId")}");
        Assert.Equal(4, jobs.GetProperty("jobs").GetArrayLength());
    }

    [Theory]
    [InlineData("DELETE", "/scheduling-policies/a%2Fcancel", "is no name of a scheduling policy")]
    [InlineData("GET", "/job-queues/arn%3Aaws%3Abatch%3Aus-east-1%3A123456789012%3Acompute-environment%2Fone", "is the ARN of another thing than a job queue")]
    public async Task A_path_that_names_what_can_be_no_name_is_told_so(string method, string path, string told)
    {
        var answer = await SendAsync(method, path, null, HttpStatusCode.BadRequest);

        Assert.Contains(told, answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_route_of_the_OpenAPI_document_leads_to_its_own_function()
    {
        var document = await Api.GetAsync("/openapi.json");
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(member => member.Name != "parameters"))
            {
                // No body and no such resource: what comes back is that function's own refusal, its list, or, for a deletion, that it is gone.
                using HttpRequestMessage request = new(
                    new HttpMethod(operation.Name.ToUpperInvariant()),
                    new Uri(fixture.Stack.Api, path.Name.Replace('{', 'x').Replace('}', 'x')));
                using var response = await fixture.Http.SendAsync(request, TestContext.Current.CancellationToken);
                var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

                Assert.True((int)response.StatusCode is 200 or 202 or (>= 400 and < 500), $"{request.Method} {path.Name}: {(int)response.StatusCode} {answer}");
                Assert.DoesNotContain("There is nothing at", answer, StringComparison.Ordinal);
            }
        }
    }

    private static bool IsValid(JsonElement resource) => resource.Find("status") == "VALID";

    private static IEnumerable<string> Names(JsonElement answer, string list, string name) =>
        answer.GetProperty(list).EnumerateArray().Select(one => one.Text(name));

    private static IEnumerable<string?> Ids(JsonElement answer) => answer.GetProperty("jobIds").EnumerateArray().Select(id => id.GetString());

    private Task<JsonElement> SendAsync(string method, string path, string? json, HttpStatusCode wanted) =>
        Api.SendAsync(new HttpMethod(method), path, json, wanted);

    private Task<JsonElement> GoneAsync(string path, string list) =>
        Api.PollAsync(path, answer => !answer.GetProperty(list).GetRawText().Contains("\"passing\"", StringComparison.Ordinal));
}
