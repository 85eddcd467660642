using System.Globalization;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;

namespace BatchFunctions.Tests.Doubles;

/// <summary>A queue with very many jobs, made one after the other, and AWS Batch's lists of them. It keeps count of what it is asked.</summary>
/// <param name="name">The name of the n-th job.</param>
internal sealed class CrowdedQueue(int count, DateTimeOffset first, TimeSpan gap, Func<int, string> name)
    : AmazonBatchClient(new AnonymousAWSCredentials(), new AmazonBatchConfig { ServiceURL = "http://localhost" })
{
    private const int PageSize = 100;

    /// <summary>The token that a job carries, by its number; the others carry one of somebody else.</summary>
    public Dictionary<int, string> Tokens { get; } = [];

    /// <summary>Every so many pages one is empty, and its jobs follow on the next.</summary>
    public int EmptyEvery { get; init; } = int.MaxValue;

    public int Calls { get; private set; }

    /// <summary>Calls after which AWS Batch is asked too much.</summary>
    public int Patience { get; set; } = int.MaxValue;

    /// <summary>Positions that AWS Batch does not take any more.</summary>
    public bool ForgetsPositions { get; set; }

    public static string IdOf(int n) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{n:D12}");

    public override Task<ListJobsResponse> ListJobsAsync(ListJobsRequest request, CancellationToken cancellationToken = default)
    {
        Calls++;
        if (Calls > Patience)
        {
            throw new AmazonBatchException("Too Many Requests") { StatusCode = System.Net.HttpStatusCode.TooManyRequests };
        }

        var filter = Assert.Single(request.Filters);
        Assert.Equal("BEFORE_CREATED_AT", filter.Name);
        var before = long.Parse(Assert.Single(filter.Values), CultureInfo.InvariantCulture);
        if (request.NextToken is not null && ForgetsPositions)
        {
            throw new ClientException("The token is not valid.");
        }

        var (page, newest) = request.NextToken is { } token ? Position(token) : (0, Newest(before));
        var isEmpty = (page + 1) % EmptyEvery == 0;
        var rest = isEmpty ? newest : newest - PageSize;
        List<JobSummary> jobs = isEmpty ? [] : [.. Enumerable.Range(0, PageSize).Select(n => newest - n).Where(n => n >= 0).Select(Summary)];

        return Task.FromResult(new ListJobsResponse
        {
            JobSummaryList = jobs,
            NextToken = rest < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{page + 1}/{rest}"),
        });
    }

    public override Task<DescribeJobsResponse> DescribeJobsAsync(DescribeJobsRequest request, CancellationToken cancellationToken = default)
    {
        Calls++;
        Assert.InRange(request.Jobs.Count, 1, PageSize);

        return Task.FromResult(new DescribeJobsResponse
        {
            Jobs = [.. request.Jobs.Select(id => new JobDetail
            {
                JobId = id,
                Tags = new() { [Wire.Token.Tag] = Tokens.GetValueOrDefault(int.Parse(id[^12..], CultureInfo.InvariantCulture), "another") },
            })],
        });
    }

    private static (int Page, int Newest) Position(string token) =>
        (int.Parse(token.Split('/')[0], CultureInfo.InvariantCulture), int.Parse(token.Split('/')[1], CultureInfo.InvariantCulture));

    private DateTimeOffset At(int n) => first + (n * gap);

    private int Newest(long before) => (int)Math.Min(count - 1, (DateTimeOffset.FromUnixTimeMilliseconds(before).AddTicks(-1) - first) / gap);

    private JobSummary Summary(int n) => new() { JobId = IdOf(n), JobName = name(n), CreatedAt = At(n).ToUnixTimeMilliseconds() };
}
