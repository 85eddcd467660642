using Amazon.Batch.Model;

namespace Aws.Tests.Sdk;

/// <summary>Operations whose answers come in pages.</summary>
public sealed class PaginatorTests
{
    private static readonly CannedAnswer[] TwoPages =
    [
        CannedAnswer.Ok("""{"jobSummaryList":[{"jobId":"1","jobName":"a"},{"jobId":"2","jobName":"b"}],"nextToken":"more"}"""),
        CannedAnswer.Ok("""{"jobSummaryList":[{"jobId":"3","jobName":"c"}]}"""),
    ];

    [Fact]
    public async Task Items_come_one_after_the_other_across_pages()
    {
        await using var server = new CannedServer(TwoPages);
        using var client = BatchClients.For(server);

        var ids = new List<string>();
        await foreach (var job in client.Paginators.ListJobs(new() { JobQueue = "q" }).JobSummaryList.WithCancellation(TestContext.Current.CancellationToken))
        {
            ids.Add(job.JobId);
        }

        Assert.Equal(["1", "2", "3"], ids);
        Assert.Equal(["""{"jobQueue":"q"}""", """{"jobQueue":"q","nextToken":"more"}"""], server.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task Pages_come_as_they_were_answered()
    {
        await using var server = new CannedServer(TwoPages);
        using var client = BatchClients.For(server);

        var sizes = new List<int>();
        await foreach (var page in client.Paginators.ListJobs(new()).Responses.WithCancellation(TestContext.Current.CancellationToken))
        {
            sizes.Add(page.JobSummaryList.Count);
        }

        Assert.Equal([2, 1], sizes);
    }

    [Fact]
    public async Task A_page_without_items_does_not_end_the_stream()
    {
        await using var server = new CannedServer(
            CannedAnswer.Ok("""{"nextToken":"more"}"""), CannedAnswer.Ok("""{"jobSummaryList":[{"jobId":"3"}],"nextToken":""}"""));
        using var client = BatchClients.For(server);

        var ids = new List<string>();
        await foreach (var job in client.Paginators.ListJobs(new()).JobSummaryList.WithCancellation(TestContext.Current.CancellationToken))
        {
            ids.Add(job.JobId);
        }

        Assert.Equal(["3"], ids);
    }

    [Fact]
    public async Task A_paginator_is_used_once()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("{}"));
        using var client = BatchClients.For(server);
        var paginator = client.Paginators.ListJobs(new());
        await Drain(paginator.Responses);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Drain(paginator.Responses));
    }

    [Fact]
    public void There_are_the_ten_paginators_of_AWS_Batch() =>
        Assert.Equal(
            [
                "DescribeComputeEnvironments", "DescribeJobDefinitions", "DescribeJobQueues", "DescribeServiceEnvironments",
                "ListConsumableResources", "ListJobs", "ListJobsByConsumableResource", "ListQuotaShares", "ListSchedulingPolicies",
                "ListServiceJobs",
            ],
            typeof(IBatchPaginatorFactory).GetMethods().Select(method => method.Name).Order(StringComparer.Ordinal));

    private static async Task Drain(IAsyncEnumerable<ListJobsResponse> pages)
    {
        await foreach (var _ in pages.WithCancellation(TestContext.Current.CancellationToken))
        {
            // Only the walk matters.
        }
    }
}
