using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The routes that read scheduling policies.</summary>
internal sealed class SchedulingPolicyReads(IAmazonBatch batch)
{
    /// <summary>Answers GET /scheduling-policies/{name}.</summary>
    public Task<IHttpResult> DescribeSchedulingPolicy(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
            ResourceAnswer.One("scheduling policy", name, await SchedulingPolicyNames.DescribeAsync(batch, name, cancellation), BatchJson.Instance.SchedulingPolicyDetail));

    /// <summary>Answers GET /scheduling-policies. AWS Batch lists ARNs alone; what they stand for is asked for.</summary>
    public Task<IHttpResult> DescribeSchedulingPolicies(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request);

            return await ResourceAnswer.PageAsync("schedulingPolicies", query.Limit, ReadAsync, BatchJson.Instance.ListSchedulingPolicyDetail);

            async Task<(List<SchedulingPolicyDetail>?, string?)> ReadAsync(int limit)
            {
                var page = await batch.ListSchedulingPoliciesAsync(new ListSchedulingPoliciesRequest { MaxResults = limit, NextToken = query.Token }, cancellation);

                return (await SchedulingPolicyNames.DescribeAsync(batch, [.. (page.SchedulingPolicies ?? []).Select(policy => policy.Arn)], cancellation), page.NextToken);
            }
        });
}

/// <summary>The routes that change scheduling policies.</summary>
internal sealed class SchedulingPolicyChanges(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/scheduling-policies";

    /// <summary>Answers POST /scheduling-policies. Idempotent by the header <c>Idempotency-Key</c>.</summary>
    public Task<IHttpResult> CreateSchedulingPolicy(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        once.AnswerAsync(
            request, context, Path, "", BatchJson.Instance.CreateSchedulingPolicyRequest, (asked, keyed) => asked.Tags = keyed.Mark(asked.Tags), FindAsync, CreateAsync);

    /// <summary>Answers PATCH /scheduling-policies/{name}. Repeating it asks for the same values.</summary>
    public Task<IHttpResult> UpdateSchedulingPolicy(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateSchedulingPolicyRequest);
            asked.Arn = ResourceRequest.Same(await SchedulingPolicyNames.ArnAsync(batch, name, cancellation) ?? throw new ProblemException(Problem.NotFound($"There is no scheduling policy '{name}'.")), asked.Arn);
            await batch.UpdateSchedulingPolicyAsync(asked, cancellation);

            return ResourceAnswer.Changing("", ResourceName.Of(name), asked.Arn);
        });

    /// <summary>Answers DELETE /scheduling-policies/{name}. Repeating it finds it gone.</summary>
    public Task<IHttpResult> DeleteSchedulingPolicy(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var arn = await SchedulingPolicyNames.ArnAsync(batch, name, cancellation);
            if (arn is not null)
            {
                await batch.DeleteSchedulingPolicyAsync(new DeleteSchedulingPolicyRequest { Arn = arn }, cancellation);
            }

            return ResourceAnswer.Changing("", ResourceName.Of(name), arn);
        });

    private async Task<CreatedResource?> FindAsync(CreateSchedulingPolicyRequest asked, string token, CancellationToken cancellation) =>
        (await SchedulingPolicyNames.DescribeAsync(batch, asked.Name, cancellation)).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made
            ? new CreatedResource(made.Name, made.Arn)
            : null;

    private async Task<CreatedResource> CreateAsync(CreateSchedulingPolicyRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.CreateSchedulingPolicyAsync(asked, cancellation);

        return new CreatedResource(answer.Name, answer.Arn);
    }
}

/// <summary>Finds scheduling policies by their names: AWS Batch itself knows them by ARN alone (API_DescribeSchedulingPolicies).</summary>
internal static class SchedulingPolicyNames
{
    // AWS: up to 100 a call (API_ListSchedulingPolicies, API_DescribeSchedulingPolicies).
    private const int PageSize = 100;

    /// <param name="name">A name, or an ARN, which is taken for what it says.</param>
    /// <returns><c>null</c> where there is none.</returns>
    public static async Task<string?> ArnAsync(IAmazonBatch batch, string name, CancellationToken cancellation)
    {
        if (name.StartsWith("arn:", StringComparison.Ordinal))
        {
            return name;
        }

        var request = new ListSchedulingPoliciesRequest { MaxResults = PageSize };
        do
        {
            var page = await batch.ListSchedulingPoliciesAsync(request, cancellation);
            if ((page.SchedulingPolicies ?? []).Find(policy => ResourceName.Of(policy.Arn) == name) is { } found)
            {
                return found.Arn;
            }

            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);

        return null;
    }

    /// <returns>The one policy, or none.</returns>
    public static async Task<List<SchedulingPolicyDetail>> DescribeAsync(IAmazonBatch batch, string name, CancellationToken cancellation) =>
        await ArnAsync(batch, name, cancellation) is { } arn ? await DescribeAsync(batch, [arn], cancellation) : [];

    public static async Task<List<SchedulingPolicyDetail>> DescribeAsync(IAmazonBatch batch, List<string> arns, CancellationToken cancellation) =>
        arns.Count == 0 ? [] : (await batch.DescribeSchedulingPoliciesAsync(new DescribeSchedulingPoliciesRequest { Arns = arns }, cancellation)).SchedulingPolicies ?? [];
}
