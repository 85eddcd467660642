namespace Browser.Tests;

[Collection(ConsoleCollection.Name)]
public sealed class PageTests(ConsoleStack console)
{
    public static TheoryData<string, string> Pages => new() { { "overview", "" }, { "jobs", "/jobs" }, { "failed-jobs", "/jobs?status=FAILED&jobQueue=default" }, { "job", "/jobs/{greeted}" }, { "failed-job", "/jobs/{failed}" }, { "array", "/jobs/{array}" }, { "all-timelines", "/timeline" }, { "graph-of-one", "/graph?jobId={greeted}" }, { "unknown-job", "/jobs/no-such-job" } };

    private string At(string hash) => hash
        .Replace("{greeted}", console.Greeted, StringComparison.Ordinal).Replace("{failed}", console.Failed, StringComparison.Ordinal).Replace("{array}", console.Array, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_open_to_all_in_light_and_dark_wide_and_narrow_and_takes_three_questions_at_most(string name, string hash)
    {
        foreach (var (scheme, width) in (IEnumerable<(ColorScheme, int)>)[(ColorScheme.Light, 1440), (ColorScheme.Dark, 1440), (ColorScheme.Light, 390), (ColorScheme.Dark, 390)])
        {
            await using var visit = await console.OpenAsync(At(hash), width, scheme: scheme);
            await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

            Assert.InRange(visit.Asked.Distinct().Count(), 1, 3);
            await visit.CheckAccessAsync(withAxe: width > 390 || scheme == ColorScheme.Light);
            await visit.KeepPictureAsync($"{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}-{width}");
        }
    }

    [Fact]
    public async Task The_page_is_served_with_a_policy_without_exceptions_and_its_parts_are_kept_for_ever()
    {
        using var page = await console.Http.GetAsync(console.Stack.Api, TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var policy = Assert.Single(page.Headers.GetValues("content-security-policy"));
        var parts = System.Text.RegularExpressions.Regex.Matches(html, "(?:src|href)=\"(/console/[^\"]+)\"").Select(match => match.Groups[1].Value).ToList();

        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.Equal(3, parts.Count);
        foreach (var part in parts)
        {
            using var file = await console.Http.GetAsync(new Uri(console.Stack.Api, part), TestContext.Current.CancellationToken);
            Assert.True(file.IsSuccessStatusCode, part);
            Assert.True(file.Headers.CacheControl is { MaxAge.TotalDays: 365 }, part);
        }
    }

    [Fact]
    public async Task Everything_that_comes_first_is_small()
    {
        using HttpClient compressed = new() { DefaultRequestHeaders = { { "Accept-Encoding", "gzip" } } };
        var html = await console.Http.GetStringAsync(console.Stack.Api, TestContext.Current.CancellationToken);
        var bytes = 0;
        foreach (System.Text.RegularExpressions.Match part in System.Text.RegularExpressions.Regex.Matches(html, "(?:src|href)=\"(/console/[^\"]+)\""))
        {
            bytes += (await compressed.GetByteArrayAsync(new Uri(console.Stack.Api, part.Groups[1].Value), TestContext.Current.CancellationToken)).Length;
        }

        Assert.InRange(bytes, 5_000, 120_000);
    }

    [Fact]
    public async Task The_stack_says_where_the_console_is() =>
        Assert.Contains($"Console    {console.Stack.Api.GetLeftPart(UriPartial.Authority)}/", console.Stack.Output, StringComparison.Ordinal);
}
