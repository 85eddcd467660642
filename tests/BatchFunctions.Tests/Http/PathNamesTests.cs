using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;

namespace BatchFunctions.Tests.Http;

public sealed class PathNamesTests
{
    private const string Arn = "arn:aws:batch:us-east-1:123456789012:";

    [Theory]
    [InlineData("GET /job-queues/{name}", "default")]
    [InlineData("GET /job-queues/{name}", Arn + "job-queue/default")]
    [InlineData("PATCH /compute-environments/{name}", Arn + "compute-environment/a_b-C9")]
    [InlineData("DELETE /job-definitions/{name}", "train:3")]
    [InlineData("DELETE /job-definitions/{name}", Arn + "job-definition/train:3")]
    [InlineData("GET /job-definitions/{name}", "train")]
    [InlineData("DELETE /scheduling-policies/{name}", "arn:aws-cn:batch:cn-north-1:123456789012:scheduling-policy/fair")]
    [InlineData("GET /consumable-resources/{name}/jobs", "licences")]
    [InlineData("DELETE /service-environments/{name}", "train")]
    [InlineData("GET /jobs/{jobId}", "whatever stands here")]
    [InlineData("GET /job-queues", null)]
    public void What_may_be_a_name_is_passed_on(string route, string? name) => Assert.Null(Wrong(route, name));

    [Theory]
    [InlineData("GET /job-queues/{name}", Arn + "compute-environment/one", "is the ARN of another thing than a job queue, whose ARN ends in job-queue/NAME.")]
    [InlineData("DELETE /scheduling-policies/{name}", Arn + "job-queue/one", "is the ARN of another thing than a scheduling policy")]
    [InlineData("GET /compute-environments/{name}", "arn:aws:sqs:us-east-1:123456789012:one", "is the ARN of another thing than a compute environment")]
    [InlineData("DELETE /scheduling-policies/{name}", "a/cancel", "is no name of a scheduling policy")]
    [InlineData("DELETE /job-queues/{name}", Arn + "job-queue/a/b", "is no ARN of a job queue")]
    [InlineData("GET /job-queues/{name}", "default:1", "is no name of a job queue")]
    [InlineData("GET /job-queues/{name}", "default\n", "is no name of a job queue")]
    [InlineData("DELETE /job-definitions/{name}", "train:", "may end in a colon and the number of a revision")]
    [InlineData("GET /consumable-resources/{name}/jobs", "", "is no name of a consumable resource")]
    [InlineData("DELETE /service-environments/{name}", "ключ", "is no name of a service environment")]
    public void What_can_be_no_name_is_told_before_anything_is_asked(string route, string name, string told) =>
        Assert.Contains(told, Wrong(route, name)?.ToString() ?? "", StringComparison.Ordinal);

    [Fact]
    public void A_quota_share_has_a_name_and_no_ARN() =>
        Assert.NotNull(PathNames.Wrong(new()
        {
            RouteKey = "GET /job-queues/{name}/quota-shares/{quotaShareName}",
            PathParameters = new Dictionary<string, string> { ["name"] = "default", ["quotaShareName"] = "a/b" },
        }));

    private static BatchFunctions.Wire.InputError? Wrong(string route, string? name) => PathNames.Wrong(new APIGatewayHttpApiV2ProxyRequest
    {
        RouteKey = route,
        PathParameters = name is null ? null : new Dictionary<string, string> { [route.Contains("{jobId}", StringComparison.Ordinal) ? "jobId" : "name"] = name },
    });
}
