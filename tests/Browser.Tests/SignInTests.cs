namespace Browser.Tests;

/// <summary>The page as it is hosted: nothing is told to who has not signed in.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SignInTests(ConsoleStack console)
{
    [Fact]
    public async Task Who_opens_a_page_signs_in_and_comes_back_to_it_with_a_token_that_is_kept_nowhere()
    {
        await using StubProvider provider = new();
        await using StubApi stub = new(console.Http, console.Stack.Api) { Provider = provider };
        await using var visit = await console.OpenAsync("/jobs?namePrefix=row", api: stub.Address, provider: provider.Address);

        await visit.Page.Locator("table.jobs").GetByText("row-7", new() { Exact = true }).WaitForAsync();
        Assert.EndsWith("/#/jobs?namePrefix=row", visit.Page.Url, StringComparison.Ordinal);
        Assert.Equal("", await visit.Page.EvaluateAsync<string>("Object.keys(localStorage).concat(Object.keys(sessionStorage), document.cookie).join('')"));
        Assert.Equal((1, 0), (provider.Tokens, stub.Refused));

        // A token that is taken back is asked for anew, without a word to the person.
        stub.IsTokenTakenBack = true;
        await visit.Named(AriaRole.Link, "Overview").ClickAsync();
        await visit.Named(AriaRole.Heading, "Queues").WaitForAsync();
        Assert.Equal(2, provider.Tokens);

        await visit.Page.ReloadAsync();
        await visit.Named(AriaRole.Heading, "Queues").WaitForAsync();
        Assert.Equal(3, provider.Tokens);
        Assert.Empty(provider.Wrong);
    }

    [Fact]
    public async Task Who_is_not_let_in_is_told_why_and_can_try_again()
    {
        await using StubProvider provider = new() { IsRefusing = true };
        await using StubApi stub = new(console.Http, console.Stack.Api) { Provider = provider };
        await using var visit = await console.OpenAsync("", api: stub.Address, provider: provider.Address);

        await visit.Named(AriaRole.Heading, "Not signed in").WaitForAsync();
        await visit.Text("You are not one of us").WaitForAsync();
        Assert.Equal(0, visit.Count("/overview"));
        await visit.CheckAccessAsync(withAxe: true);

        provider.IsRefusing = false;
        await visit.Named(AriaRole.Button, "Sign in again").ClickAsync();
        await visit.Named(AriaRole.Heading, "Queues").WaitForAsync();
    }
}
