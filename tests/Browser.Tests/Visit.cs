using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;

namespace Browser.Tests;

/// <summary>
/// One window on the console. Whatever it does, it asks nobody but the stack, no answer is larger than 200 KB, nothing is
/// reported against its policy and no error is left in its log: leaving the window looks at all of it.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private const int LargestAnswer = 200_000;
    private const string LargeAnswers =
        "limit => performance.getEntriesByType('resource').filter(entry => entry.encodedBodySize > limit).map(entry => `${entry.encodedBodySize} bytes of ${entry.name}`)";

    /// <summary>For what the driver itself sets no limit.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly IBrowserContext _context;
    private readonly Uri _stack;
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentQueue<IRequest> _requests = new();

    private readonly Uri? _provider;

    private Visit(IBrowserContext context, IPage page, Uri stack, Uri? provider)
    {
        (_context, Page, _stack, _provider) = (context, page, stack, provider);
        page.Request += (_, request) => _requests.Enqueue(request);
        page.PageError += (_, error) => _wrong.Enqueue($"error: {error}");
        page.Console += (_, message) =>
        {
            // A refused or unanswered request is in the browser's log by itself; the page says what it makes of it.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _wrong.Enqueue($"{message.Type}: {message.Text}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Paths of what was asked of the API, in order; what the page itself is made of left out.</summary>
    public IReadOnlyList<string> Asked => [.. _requests.Select(request => new Uri(request.Url)).Where(url => url.Authority == _stack.Authority && url.AbsolutePath != "/" && !url.AbsolutePath.StartsWith("/console/", StringComparison.Ordinal)).Select(url => url.PathAndQuery)];

    /// <summary>How often something was asked.</summary>
    /// <param name="path">What its address has in it.</param>
    public int Count(string path) => Asked.Count(asked => asked.Contains(path, StringComparison.Ordinal));

    /// <summary>Waits until something was asked so often.</summary>
    public async Task AskedAsync(string path, int times)
    {
        while (Count(path) < times)
        {
            await Page.WaitForRequestAsync(request => request.Url.Contains(path, StringComparison.Ordinal) || Count(path) >= times);
        }
    }

    public static async Task<Visit> ToAsync(IBrowserContext context, Uri stack, string hash, bool hasOwnClock = false, Uri? provider = null)
    {
        Visit visit = new(context, await context.NewPageAsync(), stack, provider);
        if (hasOwnClock)
        {
            await visit.Page.Clock.InstallAsync();
        }

        visit.Page.SetDefaultTimeout(60_000);
        await visit.GoAsync(hash);

        return visit;
    }

    public async Task GoAsync(string hash)
    {
        await Page.GotoAsync(new Uri(_stack, hash.Length == 0 ? "/" : $"/#{hash}").ToString());
        await Page.Locator("h1").WaitForAsync();
        await Page.Locator(".loading").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    public ILocator Named(AriaRole role, string name) => Page.GetByRole(role, new() { Name = name, Exact = true });

    public ILocator Text(string text) => Page.GetByText(text);

    /// <summary>Serious findings of axe, and any sideways scrolling of the page.</summary>
    /// <param name="withAxe">False where the same colours and the same width have been looked at already.</param>
    public async Task CheckAccessAsync(bool withAxe)
    {
        var violations = withAxe ? (await Page.RunAxe().WaitAsync(Patience)).Violations : [];
        var serious = violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Help} {string.Join("; ", violation.Nodes.Select(node => node.Html))}");

        Assert.Empty(serious);
        Assert.False(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth").WaitAsync(Patience), "The page is wider than its window.");
    }

    /// <summary>A picture for those who look at pages, in artifacts/console.</summary>
    public async Task KeepPictureAsync(string name) =>
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "console", $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync()
    {
        foreach (var request in _requests)
        {
            if (new Uri(request.Url) is { Scheme: not ("blob" or "data") } url && url.Authority != _stack.Authority && url.Authority != _provider?.Authority)
            {
                _wrong.Enqueue($"asked somebody else: {request.Url}");
            }
        }

        // What the page itself measured: asking the driver for the size of an answer may wait for ever.
        foreach (var large in await Page.EvaluateAsync<string[]>(LargeAnswers, LargestAnswer).WaitAsync(Patience))
        {
            _wrong.Enqueue($"a large answer: {large}");
        }

        await _context.CloseAsync().WaitAsync(Patience);
        Assert.Empty(_wrong);
    }
}
