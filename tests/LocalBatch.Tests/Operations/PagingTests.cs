using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>Lists come page by page: all of it, nothing twice, and a token only where more follows.</summary>
public sealed class PagingTests
{
    [Fact]
    public async Task DescribeComputeEnvironments_gives_every_environment_once()
    {
        await using var local = await LocalEngine.OpenAsync();
        foreach (var name in (string[])["d", "a", "e", "c", "b"])
        {
            await local.CreateEnvironmentAsync(name, 1);
        }

        Assert.Equal(["a b", "c d", "e"], await PagesAsync(local, "DescribeComputeEnvironments", "", "computeEnvironments", "computeEnvironmentName", 2));
    }

    [Fact]
    public async Task DescribeJobQueues_gives_every_queue_once_and_no_token_after_a_full_last_page()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.CreateEnvironmentAsync("ce", 1);
        foreach (var name in (string[])["d", "a", "c", "b"])
        {
            await local.CreateQueueAsync(name, 1, "ce");
        }

        Assert.Equal(["a b", "c d"], await PagesAsync(local, "DescribeJobQueues", "", "jobQueues", "jobQueueName", 2));
    }

    [Fact]
    public async Task DescribeJobDefinitions_orders_revisions_as_numbers()
    {
        await using var local = await LocalEngine.OpenAsync();
        for (var revision = 1; revision <= 11; revision++)
        {
            await local.RegisterAsync("job");
        }

        Assert.Equal(
            ["1 2 3 4", "5 6 7 8", "9 10 11"],
            await PagesAsync(local, "DescribeJobDefinitions", ", \"jobDefinitionName\": \"job\"", "jobDefinitions", "revision", 4));
    }

    [Fact]
    public async Task A_token_of_another_question_is_refused()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.RegisterAsync("job");
        await local.RegisterAsync("job");
        var token = (await local.CallAsync("DescribeJobDefinitions", """{"maxResults": 1}""")).Text("nextToken");

        await local.RefusalAsync("DescribeJobDefinitions", $$"""{"maxResults": 1, "status": "ACTIVE", "nextToken": "{{token}}"}""");
        await local.RefusalAsync("DescribeJobQueues", $$"""{"maxResults": 1, "nextToken": "{{token}}"}""");
        await local.RefusalAsync("DescribeJobDefinitions", """{"nextToken": "no token"}""");
    }

    /// <summary>The keys of each page, joined.</summary>
    private static async Task<IReadOnlyList<string>> PagesAsync(LocalEngine local, string operation, string selector, string list, string key, int size)
    {
        var pages = new List<string>();
        for (var token = ""; token is not null && pages.Count < 20;)
        {
            var page = await local.CallAsync(operation, $$"""{"maxResults": {{size}}{{selector}}{{(token.Length == 0 ? "" : $", \"nextToken\": \"{token}\"")}} }""");
            pages.Add(string.Join(' ', page.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(key).ToString())));
            token = page.Has("nextToken") ? page.Text("nextToken") : null;
        }

        return pages;
    }
}
