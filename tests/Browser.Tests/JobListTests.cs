namespace Browser.Tests;

[Collection(ConsoleCollection.Name)]
public sealed class JobListTests(ConsoleStack console)
{
    [Fact]
    public async Task A_count_of_the_overview_opens_the_list_behind_it()
    {
        await using var visit = await console.OpenAsync("");

        await visit.Named(AriaRole.Heading, "Failed in 24 hours").WaitForAsync();
        await visit.Page.Locator("a.figure.FAILED").First.ClickAsync();

        await visit.Page.Locator("table.jobs").GetByText("fails-at-once").First.WaitForAsync();
        Assert.Equal(0, await visit.Page.Locator("table.jobs").GetByText("greets", new() { Exact = true }).CountAsync());
        Assert.Contains("status=FAILED", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_live_in_the_address_and_survive_a_reload_a_step_back_and_a_colleague()
    {
        await using var visit = await console.OpenAsync("/jobs");

        await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "FAILED" }).CheckAsync();
        await visit.Page.GetByLabel("Name begins with").FillAsync("fails");
        await visit.Page.WaitForURLAsync(url => url.Contains("status=FAILED", StringComparison.Ordinal) && url.Contains("namePrefix=fails", StringComparison.Ordinal));
        await visit.Page.Locator("table.jobs").GetByText("of-six").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        var address = visit.Page.Url;

        await visit.Page.ReloadAsync();
        await visit.Page.Locator("table.jobs").GetByText("fails-at-once").First.WaitForAsync();
        Assert.Equal(0, await visit.Page.Locator("table.jobs").GetByText("of-six").CountAsync());
        Assert.Equal("fails", await visit.Page.GetByLabel("Name begins with").InputValueAsync());

        await using var colleague = await console.OpenAsync(new Uri(address).Fragment[1..]);
        await colleague.Page.Locator("table.jobs").GetByText("fails-at-once").First.WaitForAsync();
        // Other tests may have had jobs fail under such a name.
        Assert.All(await colleague.Page.Locator("table.jobs tbody tr").AllInnerTextsAsync(), row => Assert.Contains("fails", row, StringComparison.Ordinal));

        await visit.Page.GoBackAsync();
        // Whichever job is among the newest by now.
        await visit.Page.Locator("table.jobs tbody tr").Filter(new() { HasNotText = "fails" }).First.WaitForAsync();
        Assert.False(await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "FAILED" }).IsCheckedAsync());
    }

    [Fact]
    public async Task A_job_that_comes_is_in_the_list_without_a_reload()
    {
        await using var visit = await console.OpenAsync("/jobs?namePrefix=comes-later");
        await visit.Text("No job is so.").WaitForAsync();

        await console.Api.SubmitAsync(ConsoleStack.Job("comes-later", "true"));

        await visit.Page.Locator("table.jobs").GetByText("comes-later").WaitForAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_finds_and_opens_a_job()
    {
        await using var visit = await console.OpenAsync("");

        await visit.Page.Keyboard.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("fails-at");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Locator("table.jobs").GetByText("fails-at-once").First.WaitForAsync();
        await visit.Page.Locator("main").FocusAsync();
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("Enter");

        await visit.Named(AriaRole.Heading, "fails-at-once").WaitForAsync();

        await visit.Page.Keyboard.PressAsync("g");
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Named(AriaRole.Heading, "Jobs").WaitForAsync();

        await visit.Page.Keyboard.PressAsync("?");
        await visit.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task The_id_of_a_job_opens_it()
    {
        await using var visit = await console.OpenAsync("/jobs");

        await visit.Page.GetByLabel("Job id, or the beginning of a name").FillAsync(console.Failed);
        await visit.Page.GetByLabel("Job id, or the beginning of a name").PressAsync("Enter");

        await visit.Named(AriaRole.Heading, "fails-at-once").WaitForAsync();
    }

    [Fact]
    public async Task A_page_of_older_jobs_goes_on_where_the_newer_one_ended()
    {
        for (var index = 0; index < 103; index++)
        {
            await console.Api.SubmitAsync(ConsoleStack.Job($"many-{index:D3}", "true", """ "dependsOn":[{"jobId":"JOB"}],""".Replace("JOB", console.Greeted, StringComparison.Ordinal)));
        }

        await using var visit = await console.OpenAsync("/jobs?namePrefix=many-");
        await visit.Page.Locator("table.jobs").GetByText("many-102").WaitForAsync();
        await visit.Named(AriaRole.Link, "Older jobs").ClickAsync();

        await visit.Page.Locator("table.jobs").GetByText("many-002").WaitForAsync();
        Assert.Equal(3, await visit.Page.Locator("table.jobs tbody tr").CountAsync());
        await visit.Page.ReloadAsync();
        await visit.Page.Locator("table.jobs").GetByText("many-000").WaitForAsync();
        await visit.Named(AriaRole.Link, "Newest").ClickAsync();
        await visit.Page.Locator("table.jobs").GetByText("many-102").WaitForAsync();
    }
}
