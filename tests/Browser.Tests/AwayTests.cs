namespace Browser.Tests;

/// <summary>The stack goes away under an open page, and comes back.</summary>
public sealed class AwayTests : IDisposable
{
    private readonly StateFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task A_page_says_that_the_stack_is_away_and_goes_on_when_it_is_back()
    {
        var state = _folders.New("away");
        var stack = await LocalCloudProcess.Start(state).ReadyAsync();
        var (port, apiPort) = (stack.Endpoint.Port, stack.Api.Port);
        using HttpClient http = new();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        await using var visit = await Visit.ToAsync(await browser.NewContextAsync(), stack.Api, "/jobs");
        await visit.Text("There is no job yet").WaitForAsync();

        await stack.StopAsync();
        await stack.DisposeAsync();
        await visit.Text("The stack does not answer.").WaitForAsync();
        await using var again = await LocalCloudProcess.Start(state, path: null, "--port", $"{port}", "--api-port", $"{apiPort}").ReadyAsync();
        await new Api(again, http).SubmitAsync(ConsoleStack.Job("back", "true"));

        await visit.Page.Locator("table.jobs").GetByText("back", new() { Exact = true }).WaitForAsync();
        await visit.Text("The stack does not answer.").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        // While nobody answered it asked rarer and rarer.
        Assert.InRange(visit.Asked.Count, 3, 60);
        await again.StopAsync();
    }
}
