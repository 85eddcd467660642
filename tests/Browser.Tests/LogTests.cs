namespace Browser.Tests;

[Collection(ConsoleCollection.Name)]
public sealed class LogTests(ConsoleStack console)
{
    private static ILocator Lines(Visit visit) => visit.Page.GetByRole(AriaRole.Log);

    [Fact]
    public async Task Output_is_followed_until_somebody_scrolls_up_and_again_from_the_end()
    {
        var gate = Path.Combine(Path.GetTempPath(), $"gate-{Guid.NewGuid():N}");
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("writes", $"seq 1 400; until [ -e {gate} ]; do sleep 0.1; done; echo after the gate"));
        await console.Api.StatusAsync(jobId, "RUNNING");
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");
        await Lines(visit).GetByText("400", new() { Exact = true }).WaitForAsync();
        await visit.Text("following").WaitForAsync();

        await Lines(visit).EvaluateAsync("element => { element.scrollTop = element.scrollHeight / 2; }");
        await visit.Text("following").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        await console.Api.EndAsync(jobId);
        await visit.Named(AriaRole.Button, "Jump to the end").ClickAsync();

        await Lines(visit).GetByText("after the gate").WaitForAsync();
        Assert.True(await Lines(visit).EvaluateAsync<bool>("element => element.scrollHeight - element.scrollTop - element.clientHeight < 8"));
        File.Delete(gate);
    }

    [Fact]
    public async Task A_long_output_opens_at_its_end_and_is_never_held_whole()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("writes-much", "seq -f 'line %.0f' 1 30000"));
        await console.Api.EndAsync(jobId);
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");

        await Lines(visit).GetByText("line 30000", new() { Exact = true }).WaitForAsync();
        Assert.InRange(visit.Asked.Count(path => path.Contains("/logs", StringComparison.Ordinal)), 1, 2);
        for (var page = 0; page < 6; page++)
        {
            var before = await visit.Page.Locator(".line").First.TextContentAsync();
            await Lines(visit).EvaluateAsync("element => { element.scrollTop = 0; }");
            await visit.Page.WaitForFunctionAsync("before => document.querySelector('.line').textContent !== before", before);
        }

        Assert.InRange(await visit.Page.Locator(".line").CountAsync(), 1_000, 4_000);
        await visit.Named(AriaRole.Button, "First lines").ClickAsync();
        await Lines(visit).GetByText("line 1", new() { Exact = true }).WaitForAsync();
        await Lines(visit).GetByText("first line").WaitForAsync();
    }

    [Fact]
    public async Task A_search_counts_and_steps_through_what_it_finds()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("searched", "seq -f 'number %.0f' 1 120"));
        await console.Api.EndAsync(jobId);
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");
        await Lines(visit).GetByText("number 120").WaitForAsync();

        var search = visit.Page.GetByLabel("Search the lines that are loaded");
        await search.FillAsync("NUMBER 11");
        await visit.Text("1 of 11").WaitForAsync();
        await search.PressAsync("Enter");

        await visit.Text("2 of 11").WaitForAsync();
        Assert.Contains("number 110", await visit.Page.Locator(".line.hit").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_has_an_address_that_shows_it()
    {
        await using var visit = await console.OpenAsync($"/jobs/{console.Greeted}");
        var link = await Lines(visit).GetByRole(AriaRole.Link).First.GetAttributeAsync("href");

        await using var colleague = await console.OpenAsync((link ?? "")[1..]);

        await colleague.Page.Locator(".line.hit").GetByText("hello, reader").WaitForAsync();
    }

    [Fact]
    public async Task Colours_and_carriage_returns_are_shown_as_terminals_do_and_nothing_else_of_them_is()
    {
        var jobId = await console.Api.SubmitAsync(ConsoleStack.Job("colours", """printf '\033[31mred\033[0m and \033]0;title\007plain\n10%%\r100%%\n'"""));
        await console.Api.EndAsync(jobId);
        await using var visit = await console.OpenAsync($"/jobs/{jobId}");

        await Lines(visit).Locator(".ansi-red").GetByText("red").WaitForAsync();
        Assert.Equal(["red and plain", "100%"], await visit.Page.Locator(".line-text").AllTextContentsAsync());
    }

    [Fact]
    public async Task Wrapping_is_remembered()
    {
        await using var visit = await console.OpenAsync($"/jobs/{console.Greeted}");
        await visit.Page.GetByLabel("Wrap").UncheckAsync();

        await visit.Page.ReloadAsync();

        await Lines(visit).GetByText("hello, reader").WaitForAsync();
        Assert.False(await visit.Page.GetByLabel("Wrap").IsCheckedAsync());
    }
}
