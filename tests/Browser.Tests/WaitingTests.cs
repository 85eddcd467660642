namespace Browser.Tests;

/// <summary>What waits says why, on the real stack, with the figures and what to do.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class WaitingTests(ConsoleStack console)
{
    private static ILocator Why(Visit visit) => visit.Page.GetByRole(AriaRole.Region, new() { Name = "Why it waits" });

    [Fact]
    public async Task A_job_that_can_never_fit_is_told_what_it_asks_and_what_there_is()
    {
        var jobId = await console.SubmitNeverFittingAsync("too-big", "narrow");
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");

        await Why(visit).GetByText("cannot start: it asks 2 vCPU, and queue narrow has at most 1").WaitForAsync();
        await Why(visit).GetByText("What to do:").WaitForAsync();
        await console.Api.PostAsync($"/jobs/{jobId}/terminate", """{"reason":"enough"}""", System.Net.HttpStatusCode.Accepted);
        await console.Api.EndAsync(jobId);
    }

    [Fact]
    public async Task A_job_that_depends_on_another_leads_to_it()
    {
        var first = await console.Api.SubmitAsync(ConsoleStack.Job("goes-first", "sleep 600"));
        var second = await console.Api.SubmitAsync(ConsoleStack.Job("goes-second", "true", $$""" "dependsOn":[{"jobId":"{{first}}"}],"""));
        await console.Api.StatusAsync(first, "RUNNING");
        await using var visit = await console.OpenAsync($"/jobs/{second}");

        await Why(visit).GetByText($"waits for job goes-first ({first}), which is RUNNING").WaitForAsync();
        await Why(visit).GetByRole(AriaRole.Link, new() { Name = "goes-first" }).ClickAsync();
        await visit.Named(AriaRole.Heading, "goes-first").WaitForAsync();
        await console.Api.PostAsync($"/jobs/{first}/terminate", """{"reason":"enough"}""", System.Net.HttpStatusCode.Accepted);
        await console.Api.EndAsync(second);
    }

    [Fact]
    public async Task Every_child_of_an_array_is_a_cell_that_arrows_and_Enter_open()
    {
        await using var visit = await console.OpenAsync($"/jobs/{console.Array}");
        await visit.Page.GetByRole(AriaRole.Group, new() { Name = "Show only" }).GetByRole(AriaRole.Button, new() { Name = "2 FAILED" }).ClickAsync();
        var canvas = visit.Page.GetByRole(AriaRole.Application);

        await canvas.FocusAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Text("Child 1: FAILED").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Text("Child 4: FAILED").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await visit.Text("Child 3: SUCCEEDED").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await visit.Page.WaitForURLAsync(url => url.EndsWith("%3A3", StringComparison.Ordinal));
    }
}
