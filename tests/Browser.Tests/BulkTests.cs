namespace Browser.Tests;

[Collection(ConsoleCollection.Name)]
public sealed class BulkTests(ConsoleStack console)
{
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
