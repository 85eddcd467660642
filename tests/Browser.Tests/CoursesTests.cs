using System.Net;

namespace Browser.Tests;

/// <summary>The graph, the timeline and the sums of a submission, over the running stack.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class CoursesTests(ConsoleStack console)
{
    [Fact]
    public async Task A_submission_is_seen_as_a_graph_and_as_a_timeline_with_its_sums()
    {
        var submission = (await console.Api.PostAsync(
            "/submissions", await File.ReadAllTextAsync(Repository.File("examples/diamond.json"), TestContext.Current.CancellationToken), HttpStatusCode.Accepted)).Text("submissionId");
        await console.Api.PollAsync($"/submissions/{submission}", one => one.GetProperty("statuses").GetProperty("SUCCEEDED").GetInt32() == 4);
        await using var visit = await console.OpenAsync($"/graph?submissionId={submission}");

        await visit.Text("4 jobs, 3 steps deep.").WaitForAsync();
        var graph = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Graph of dependencies" });
        Assert.Equal(4, await graph.Locator("path.edge").CountAsync());
        // The chain through the slower of the two in the middle.
        Assert.Equal(3, await graph.Locator("rect.critical").CountAsync());
        await visit.CheckAccessAsync(withAxe: true);
        await visit.KeepPictureAsync("graph");

        await visit.Named(AriaRole.Link, "its timeline and sums").ClickAsync();
        var rows = visit.Page.Locator(".timeline.many li");
        await visit.Text("4 jobs, all of them").WaitForAsync();
        Assert.Equal(4, await rows.CountAsync());
        await rows.Filter(new() { HasText = "split" }).GetByRole(AriaRole.Img, new() { NameRegex = new("^SUCCEEDED: waiting .*, running ") }).WaitForAsync();
        await visit.Named(AriaRole.Button, "Nearer").ClickAsync();
        await visit.Named(AriaRole.Button, "Later").ClickAsync();
        await visit.Named(AriaRole.Button, "All").ClickAsync();
        var sums = visit.Page.Locator("table.sums");
        Assert.Equal(1, await sums.Locator("tbody tr").CountAsync());
        await visit.Page.GetByRole(AriaRole.Form, new() { Name = "How to add up" }).GetByRole(AriaRole.Combobox).SelectOptionAsync("name");
        await sums.GetByRole(AriaRole.Rowheader, new() { Name = "join" }).WaitForAsync();
        Assert.Equal(0, await sums.GetByText("Price").CountAsync());
        await visit.Page.GetByLabel("Price of a vCPU-hour").FillAsync("0.04");
        await sums.GetByText("Price").WaitForAsync();
        Assert.Contains("vcpuPrice=0.04", visit.Page.Url, StringComparison.Ordinal);
        await visit.CheckAccessAsync(withAxe: true);
        await visit.KeepPictureAsync("timeline");

        await rows.First.GetByRole(AriaRole.Link).ClickAsync();
        await visit.Named(AriaRole.Heading, "split").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("g");
        await visit.Page.Keyboard.PressAsync("g");
        await visit.Named(AriaRole.Heading, "Graph").WaitForAsync();
    }

    [Fact]
    public async Task A_thousand_rows_are_drawn_as_one_box_in_which_the_failed_one_is_seen()
    {
        await using StubApi stub = new(console.Http, console.Stack.Api);
        await using var visit = await console.OpenAsync($"/graph?submissionId={StubApi.SubmissionId}", api: stub.Address);

        await visit.Text("1,002 jobs, 3 steps deep.").WaitForAsync();
        Assert.Equal(3, await visit.Page.Locator("svg rect").CountAsync());
        await visit.Page.Locator("svg text").GetByText("1,000 jobs, 1 FAILED").WaitForAsync();
    }
}
