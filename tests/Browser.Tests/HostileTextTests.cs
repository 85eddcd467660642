namespace Browser.Tests;

[Collection(ConsoleCollection.Name)]
public sealed class HostileTextTests(ConsoleStack console)
{
    private const string Script = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">";

    [Fact]
    public async Task What_a_job_writes_stays_text()
    {
        var file = Path.Combine(Path.GetTempPath(), $"hostile-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(
            file, $"{Script}\n\u001b[31m{Script}\u001b[0m\n\u202egnp.exe \u0000 \u200b\n{new string('x', 100_000)}\njavascript:alert(1) {{{{7*7}}}} \u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007\n", TestContext.Current.CancellationToken);
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("hostile", $"cat {file}"));
        await console.Api.EndAsync(jobId);
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");

        await visit.Page.GetByRole(AriaRole.Log).GetByText("javascript:alert(1)").WaitForAsync();
        var lines = await visit.Page.Locator(".line-text").AllTextContentsAsync();
        Assert.Equal(Script, lines[0]);
        Assert.Equal(Script, lines[1]);
        Assert.Equal("⟨U+202E⟩gnp.exe ␀ ⟨U+200B⟩", lines[2]);
        Assert.StartsWith("xxxx", lines[3], StringComparison.Ordinal);
        Assert.Contains("all 100,000 characters", lines[3], StringComparison.Ordinal);
        Assert.Equal("javascript:alert(1) {{7*7}} link", lines[4]);
        Assert.Equal(0, await visit.Page.Locator("main img, main script, main iframe").CountAsync());
        Assert.Equal("BatchFunctions", await visit.Page.TitleAsync());
        Assert.Equal(0, await visit.Page.Locator("main a[href^='http'], main a[href^='javascript']").CountAsync());
        File.Delete(file);
    }

    [Theory]
    [InlineData($"/jobs/{Script}")]
    [InlineData($"/jobs?namePrefix={Script}&jobQueue={Script}&submissionId={Script}&createdAfter={Script}")]
    [InlineData($"/jobs?after={Script}")]
    [InlineData($"/{Script}")]
    [InlineData("/jobs/%E0%A4%A")]
    public async Task What_an_address_says_stays_text(string hash)
    {
        await using var visit = await console.OpenAsync(hash);

        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Equal(0, await visit.Page.Locator("main img, main script").CountAsync());
        Assert.Equal("BatchFunctions", await visit.Page.TitleAsync());
    }

    [Fact]
    public async Task What_a_reason_says_stays_text()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("reasoned", "sleep 600", $$""" "dependsOn":[{"jobId":"{{await BlockerAsync()}}"}],"""));
        await console.Api.PostAsync($"/jobs/{jobId}/terminate", $$"""{"reason":{{System.Text.Json.JsonSerializer.Serialize(Script)}}}""", System.Net.HttpStatusCode.Accepted);
        await console.Api.EndAsync(jobId);
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");

        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Why it failed" }).GetByText(Script).First.WaitForAsync();
        await visit.GoAsync("/jobs?namePrefix=reasoned");

        await visit.Page.Locator("table.jobs").GetByText(Script).First.WaitForAsync();
        Assert.Equal("BatchFunctions", await visit.Page.TitleAsync());
    }

    private async Task<string> BlockerAsync()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("blocker", "sleep 20"));
        return jobId;
    }
}
