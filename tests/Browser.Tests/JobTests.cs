using System.Text.Json;

namespace Browser.Tests;

[Collection(ConsoleCollection.Name)]
public sealed class JobTests(ConsoleStack console)
{
    [Fact]
    public async Task A_failed_job_says_why_with_its_exit_code_and_what_the_rules_did()
    {
        await using var visit = await console.OpenAsync($"/jobs/{console.Failed}");
        var why = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Why it failed" });

        await why.GetByText("The program failed").WaitForAsync();
        await why.GetByText("exit code 3").WaitForAsync();
        await why.GetByText("The failure rules gave it up").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Log).GetByText("about to fail").WaitForAsync();
    }

    [Fact]
    public async Task A_failed_child_is_one_click_from_its_array()
    {
        await using var visit = await console.OpenAsync($"/jobs/{console.Array}");

        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Failed children" }).GetByRole(AriaRole.Link, new() { Name = "4", Exact = true }).ClickAsync();

        await visit.Page.WaitForURLAsync(url => url.EndsWith("%3A4", StringComparison.Ordinal));
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Why it failed" }).GetByText("exit code 1").WaitForAsync();
    }

    [Fact]
    public async Task A_job_that_runs_is_terminated_only_after_a_question_and_tells_the_reason()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("runs-long", "sleep 600"));
        await console.Api.StatusAsync(jobId, "RUNNING");
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");

        await visit.Named(AriaRole.Button, "Terminate").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Dialog);
        await question.GetByText("1 job is stopped, and fails:").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await question.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("RUNNING", (await console.Api.GetAsync($"/jobs/{jobId}")).Text("status"));

        await visit.Named(AriaRole.Button, "Terminate").ClickAsync();
        await question.GetByLabel("Reason, which the job will tell").FillAsync("no <b>more</b> of it");
        await question.GetByRole(AriaRole.Button, new() { Name = "Terminate" }).ClickAsync();

        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Why it failed" }).GetByText("no <b>more</b> of it").WaitForAsync();
        Assert.Equal("FAILED", (await console.Api.EndAsync(jobId)).Text("status"));
    }

    [Fact]
    public async Task A_job_that_is_over_runs_again_and_both_know_each_other()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("again", "exit 4"));
        await console.Api.EndAsync(jobId);
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");

        await visit.Named(AriaRole.Button, "Run again").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();

        await visit.Page.WaitForURLAsync(url => !url.Contains(jobId, StringComparison.Ordinal));
        await visit.Text("stands in for").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = jobId }).ClickAsync();
        await visit.Text("resubmitted as").First.WaitForAsync();
    }

    [Fact]
    public async Task The_request_can_be_copied_as_commands_that_submit_the_same()
    {
        await using var visit = await console.OpenAsync($"/jobs/{console.Failed}");

        await visit.Named(AriaRole.Button, "Copy as curl").ClickAsync();
        await visit.Text("copied").WaitForAsync();
        var command = await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()").WaitAsync(Visit.Patience, TestContext.Current.CancellationToken);
        var (code, output) = await ShellAsync(command);

        Assert.True(code == 0, output);
        var record = await console.Api.EndAsync(JsonDocument.Parse(output).RootElement.Text("jobId"));
        Assert.Equal(("fails-at-once", "FAILED"), (record.Text("jobName"), record.Text("status")));
    }

    [Fact]
    public async Task A_job_that_is_not_there_is_told_as_the_API_tells_it()
    {
        await using var visit = await console.OpenAsync("/jobs/no-such-job");

        await visit.Page.GetByRole(AriaRole.Alert).GetByText("There is no job 'no-such-job'.").WaitForAsync();
    }

    private static async Task<(int Code, string Output)> ShellAsync(string command)
    {
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("sh did not start.");
        var said = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();

        return (shell.ExitCode, string.Concat(said));
    }
}
