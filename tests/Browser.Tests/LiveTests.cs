namespace Browser.Tests;

/// <summary>What an open page does by itself: how often it asks, and that nothing on it moves without a reason.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class LiveTests(ConsoleStack console)
{
    /// <summary>Counts elements that came, went or changed their text from now on.</summary>
    private const string Watch = """
        () => {
          window.moved = 0;
          new MutationObserver(changes => { window.moved += changes.length; }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
        }
        """;

    [Fact]
    public async Task A_page_that_was_left_open_over_night_asks_once_in_the_morning_and_makes_no_storm()
    {
        await using StubApi stub = new(console.Http, console.Stack.Api);
        await using var visit = await console.OpenAsync("/jobs", api: stub.Address, hasOwnClock: true);
        await visit.AskedAsync("/changes", 1);
        var evening = visit.Asked.Count;

        // As a machine that slept: all timers that were due fire once.
        await visit.Page.Clock.FastForwardAsync(9 * 3_600_000);
        await visit.AskedAsync("/changes", visit.Count("/changes") + 1);

        Assert.InRange(visit.Asked.Count - evening, 1, 6);
    }

    [Fact]
    public async Task A_page_that_looks_again_and_finds_the_same_moves_nothing()
    {
        await using StubApi stub = new(console.Http, console.Stack.Api) { IsRestless = true };
        await using var visit = await console.OpenAsync("/jobs", api: stub.Address, hasOwnClock: true);
        await visit.Page.EvaluateAsync(Watch);

        for (var looks = visit.Count("/jobs?"); looks < 4; looks = visit.Count("/jobs?"))
        {
            await visit.Page.Clock.FastForwardAsync(2_500);
            await visit.AskedAsync("/jobs?", looks + 1);
        }

        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("window.moved"));
    }

    [Fact]
    public async Task A_log_of_a_million_lines_is_followed_with_a_page_that_stays_as_large_as_it_was()
    {
        await using StubApi stub = new(console.Http, console.Stack.Api);
        await using var visit = await console.OpenAsync($"/jobs/{StubApi.WriterId}", api: stub.Address, hasOwnClock: true);
        var lines = visit.Page.GetByRole(AriaRole.Log, new() { Name = "Lines" });
        var driver = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await lines.GetByText("line 30 ").WaitForAsync();
        List<(double Heap, double Nodes)> sizes = [];

        for (var round = 1; round <= 26; round++)
        {
            stub.Lines += 40_000;
            await visit.Page.Clock.FastForwardAsync(2_000);
            await lines.GetByText(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {stub.Lines} ")).WaitForAsync();
            Assert.InRange(await visit.Page.Locator(".line").CountAsync(), 1, 4_000);
            if (round is 6 or 26)
            {
                await driver.SendAsync("HeapProfiler.collectGarbage");
                var (heap, nodes) = (await driver.SendAsync("Runtime.getHeapUsage"), await driver.SendAsync("Memory.getDOMCounters"));
                sizes.Add((heap?.GetProperty("usedSize").GetDouble() ?? 0, nodes?.GetProperty("nodes").GetDouble() ?? 0));
            }
        }

        Assert.InRange(stub.Lines, 1_000_000, 1_100_000);
        // Each round is a few pages, however far the output has gone on.
        Assert.InRange(visit.Count("/logs"), 26, 26 * 5);
        Assert.InRange(sizes[1].Heap, 1, sizes[0].Heap + 8_000_000);
        Assert.InRange(sizes[1].Nodes, 1, sizes[0].Nodes + 20_000);

        // And read backwards from its end.
        await lines.HoverAsync();
        for (var page = 0; page < 6; page++)
        {
            var before = await visit.Page.Locator(".line").First.TextContentAsync();
            await lines.EvaluateAsync("element => { element.scrollTop = 0; }");
            await visit.Page.WaitForFunctionAsync("before => document.querySelector('.line').textContent !== before", before);
            Assert.InRange(await visit.Page.Locator(".line").CountAsync(), 1, 4_000);
        }
    }
}
