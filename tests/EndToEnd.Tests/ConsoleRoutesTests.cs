using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>GET /changes, /overview, /timelines and /graph of a running stack.</summary>
[Collection(StackCollection.Name)]
public sealed class ConsoleRoutesTests(StackFixture fixture)
{
    private Api Api => fixture.Api;

    [Fact]
    public async Task Who_looks_is_told_that_a_job_has_moved_and_finds_it_in_the_overview_the_timelines_and_the_graph()
    {
        await SmallResources.EnsureAsync(Api);
        var token = (await Api.GetAsync("/changes")).Text("token");
        var first = await Api.SubmitAsync("""{"jobName":"seen-first","jobQueue":"tight","jobDefinition":"small","containerOverrides":{"command":["sleep","600"]}}""");
        var second = await Api.SubmitAsync($$$"""{"jobName":"seen-second","jobQueue":"tight","jobDefinition":"small","dependsOn":[{"jobId":"{{{first}}}"}],"containerOverrides":{"command":["true"]}}""");
        await Api.StatusAsync(first, "RUNNING");

        // Whether anybody looks is asked every few seconds, so that what moved at the very first may be untold; then something moves.
        await Api.PollAsync("/overview", overview => Queue(overview) is { } queue && queue.GetProperty("open").TryGetProperty("RUNNING", out _) && queue.GetProperty("open").TryGetProperty("PENDING", out _));
        await Api.PostAsync($"/jobs/{first}/terminate", """{"reason":"enough"}""", System.Net.HttpStatusCode.Accepted);
        await Api.EndAsync(second);
        HashSet<string?> told = [];
        while (!told.Contains(second))
        {
            var changes = await Api.GetAsync($"/changes?since={token}&wait=20");
            Assert.True(changes.GetProperty("isWhole").GetBoolean());
            token = changes.Text("token");
            told.UnionWith(changes.GetProperty("jobs").EnumerateArray().Select(job => job.GetString()));
            if (!told.Contains(second) && changes.GetProperty("jobs").GetArrayLength() == 0)
            {
                second = await Api.SubmitAsync("""{"jobName":"seen-later","jobQueue":"default","jobDefinition":"hello"}""");
            }
        }

        var graph = await Api.GetAsync($"/graph?jobId={first}");
        Assert.Equal(first, Assert.Single(graph.GetProperty("nodes").EnumerateArray().ToList()).Text("jobId"));
        var timeline = (await Api.GetAsync("/timelines?jobQueue=tight&namePrefix=seen-first")).GetProperty("jobs")[0];
        Assert.Contains("RUNNING", timeline.GetProperty("history").EnumerateArray().Select(step => step.Text("status")));
        Assert.True(timeline.GetProperty("vcpus").GetDecimal() > 0);
        Assert.Contains((await Api.GetAsync("/overview")).GetProperty("failed").GetProperty("causes").EnumerateArray(), cause => cause.Text("cause") == "Terminated");
    }

    private static JsonElement? Queue(JsonElement overview) =>
        overview.GetProperty("queues").EnumerateArray().Where(queue => queue.Text("name") == "tight").Select(queue => (JsonElement?)queue).FirstOrDefault();
}
