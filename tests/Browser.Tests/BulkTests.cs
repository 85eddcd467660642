namespace Browser.Tests;

[Collection(ConsoleCollection.Name)]
public sealed class BulkTests(ConsoleStack console)
{
    [Fact]
    public async Task Jobs_chosen_with_Shift_are_told_first_and_then_stopped()
    {
        // A PENDING job that is terminated ends once what it waits for has ended.
        var gate = Path.Combine(Path.GetTempPath(), $"gate-{Guid.NewGuid():N}");
        var blocker = await console.Api.SubmitAsync(ConsoleStack.Job("holds-others", $"until [ -e {gate} ]; do sleep 0.1; done"));
        List<string> ids = [];
        foreach (var name in (string[])["row-1", "row-2", "row-3", "row-4"])
        {
            ids.Add(await console.Api.SubmitAsync(ConsoleStack.Job(name, "true", $$""" "dependsOn":[{"jobId":"{{blocker}}"}],""")));
        }

        await using var visit = await console.OpenAsync("/jobs?namePrefix=row-");
        await visit.Page.GetByLabel("Choose row-4").ClickAsync();
        await visit.Page.GetByLabel("Choose row-2").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await visit.Text("3 jobs chosen:").WaitForAsync();
        await visit.Named(AriaRole.Button, "Terminate…").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Dialog);
        await question.GetByText("3 jobs will be stopped, and fail.").WaitForAsync();
        Assert.Equal(["row-4", "row-3", "row-2"], await question.Locator(".bulk-list bdi").AllTextContentsAsync());
        await question.GetByRole(AriaRole.Button, new() { Name = "Terminate 3 jobs" }).ClickAsync();
        await question.GetByText("3 jobs being terminated.").WaitForAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        foreach (var jobId in ids[1..])
        {
            Assert.Equal("FAILED", (await console.Api.EndAsync(jobId)).Text("status"));
        }

        Assert.Equal("SUCCEEDED", (await console.Api.EndAsync(ids[0])).Text("status"));
        File.Delete(gate);
    }

    [Fact]
    public async Task All_that_match_a_filter_are_counted_first_and_then_run_again_and_what_was_refused_is_told()
    {
        List<string> ids = [];
        for (var index = 0; index < 5; index++)
        {
            ids.Add(await console.Api.SubmitAsync(ConsoleStack.Job($"once-more-{index}", "exit 9")));
        }

        foreach (var jobId in ids)
        {
            await console.Api.EndAsync(jobId);
        }

        // One that somebody else has run again by now, and better.
        await console.Api.PostAsync($"/jobs/{ids[0]}/resubmit", """{"containerOverrides":{"command":["true"]}}""", System.Net.HttpStatusCode.Created);
        await using var visit = await console.OpenAsync("/jobs?namePrefix=once-more-&status=FAILED");
        await visit.Page.Locator("table.jobs").GetByText("once-more-4").First.WaitForAsync();
        await visit.Named(AriaRole.Button, "Run again…").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Dialog);
        await question.GetByText("that failed will be submitted again").WaitForAsync();
        await question.GetByRole(AriaRole.Button, new() { NameRegex = new("^Run again ") }).ClickAsync();

        await question.GetByText("4 jobs run again, 1 refused.").WaitForAsync();
        await question.GetByRole(AriaRole.List, new() { Name = "Refused" }).GetByRole(AriaRole.Link, new() { Name = ids[0] }).WaitForAsync();
    }

    [Fact]
    public async Task A_question_answered_with_no_changes_nothing()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("left-alone", "sleep 600"));
        await console.Api.StatusAsync(jobId, "RUNNING");
        await using var visit = await console.OpenAsync("/jobs?namePrefix=left-alone");

        await visit.Named(AriaRole.Button, "Terminate…").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("1 job will be stopped, and fails.").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });

        Assert.Equal("RUNNING", (await console.Api.GetAsync($"/jobs/{jobId}")).Text("status"));
        await console.Api.PostAsync($"/jobs/{jobId}/terminate", """{"reason":"enough"}""", System.Net.HttpStatusCode.Accepted);
    }
}
