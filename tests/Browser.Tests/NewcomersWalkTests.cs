using System.Net;

namespace Browser.Tests;

/// <summary>What somebody asks who opens the page for the first time; each answer is at most three clicks away.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class NewcomersWalkTests(ConsoleStack console)
{
    [Fact]
    public async Task What_waits_and_why_is_one_click_away_and_stopping_it_three()
    {
        var never = await console.SubmitNeverFittingAsync("can-never-fit", "too-narrow");
        await using var visit = await console.OpenAsync("");
        var queue = visit.Page.GetByRole(AriaRole.Article, new() { Name = "Queue too-narrow" });

        await queue.GetByRole(AriaRole.Link, new() { Name = "can-never-fit" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Why it waits" }).GetByText("cannot start: it asks 2 vCPU, and queue too-narrow has at most 1").WaitForAsync();

        await visit.GoAsync("");
        await queue.GetByRole(AriaRole.Link, new() { Name = "RUNNABLE" }).ClickAsync();
        await visit.Named(AriaRole.Button, "Terminate…").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^Terminate [0-9]+ jobs?$") }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("being terminated.").WaitForAsync();
        Assert.Equal("FAILED", (await console.Api.EndAsync(never)).Text("status"));
    }

    [Fact]
    public async Task What_failed_and_why_is_one_click_away_and_running_it_again_three()
    {
        var manifest = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", "fails.json"), TestContext.Current.CancellationToken);
        var submission = (await console.Api.PostAsync("/submissions", manifest, HttpStatusCode.Accepted)).Text("submissionId");
        var failed = (await console.Api.PollAsync($"/jobs?submissionId={submission}&status=FAILED", page => page.GetProperty("jobs").GetArrayLength() == 1)).GetProperty("jobs")[0].Text("jobId");
        await using var visit = await console.OpenAsync("");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "fails", Exact = true }).First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Why it failed" }).GetByText("exit code 3").WaitForAsync();
        await visit.Text("this job ends with exit code 3").First.WaitForAsync();
        await visit.Named(AriaRole.Button, "Run again").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();

        await visit.Page.WaitForURLAsync(url => url.Contains("/jobs/", StringComparison.Ordinal) && !url.Contains(failed, StringComparison.Ordinal));
        var again = Uri.UnescapeDataString(visit.Page.Url.Split("/jobs/")[1]);
        Assert.Equal(failed, (await console.Api.EndAsync(again)).Text("resubmitOf"));
    }

    [Fact]
    public async Task The_failed_children_among_ten_thousand_are_seen_in_one_click_and_run_again_in_three()
    {
        await using StubApi stub = new(console.Http, console.Stack.Api);
        await using var visit = await console.OpenAsync("/jobs", api: stub.Address);

        await visit.GoAsync($"/jobs/{StubApi.ArrayId}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "37 FAILED" }).ClickAsync();
        await visit.Named(AriaRole.Button, "Run the failed again").ClickAsync();

        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("A new array runs the 37 failed children of this one:").WaitForAsync();
    }

    [Fact]
    public async Task A_job_that_has_run_tells_when_it_waited_and_ran_and_what_that_makes()
    {
        await using var visit = await console.OpenAsync($"/jobs/{console.Greeted}");
        var timeline = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Timeline" });

        await timeline.GetByRole(AriaRole.Img, new() { NameRegex = new("^Attempt 1: waiting for .*running for ") }).WaitForAsync();
        await timeline.GetByText(new System.Text.RegularExpressions.Regex("[0-9.]+ vCPU-hours, [0-9.]+ GiB-hours: it ran for ")).WaitForAsync();
    }
}
