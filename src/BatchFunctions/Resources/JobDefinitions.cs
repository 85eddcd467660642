using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The routes that read job definitions.</summary>
internal sealed class JobDefinitionReads(IAmazonBatch batch)
{
    /// <summary>Answers GET /job-definitions/{name}: a revision by <c>name:revision</c>, or the newest active one of a name.</summary>
    public Task<IHttpResult> DescribeJobDefinition(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = name.Contains(':', StringComparison.Ordinal)
                ? new DescribeJobDefinitionsRequest { JobDefinitions = [name] }
                : new DescribeJobDefinitionsRequest { JobDefinitionName = name, Status = "ACTIVE" };
            var answer = await batch.DescribeJobDefinitionsAsync(asked, cancellation);
            var newest = (answer.JobDefinitions ?? []).OrderByDescending(definition => definition.Revision).ToList();

            return ResourceAnswer.One("job definition", name, newest, BatchJson.Instance.JobDefinition);
        });

    /// <summary>Answers GET /job-definitions, perhaps of one name or status.</summary>
    public Task<IHttpResult> DescribeJobDefinitions(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request, "jobDefinitionName", "status");
            var asked = new DescribeJobDefinitionsRequest
            {
                NextToken = query.Token,
                JobDefinitionName = query.Filters.GetValueOrDefault("jobDefinitionName"),
                Status = query.Filters.GetValueOrDefault("status"),
            };

            return await ResourceAnswer.PageAsync("jobDefinitions", query.Limit, ReadAsync, BatchJson.Instance.ListJobDefinition);

            async Task<(List<JobDefinition>?, string?)> ReadAsync(int limit)
            {
                asked.MaxResults = limit;
                var answer = await batch.DescribeJobDefinitionsAsync(asked, cancellation);

                return (answer.JobDefinitions, answer.NextToken);
            }
        });
}

/// <summary>The routes that change job definitions.</summary>
internal sealed class JobDefinitionChanges(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/job-definitions";

    /// <summary>Answers POST /job-definitions: a new revision. Idempotent by the header <c>Idempotency-Key</c>.</summary>
    public Task<IHttpResult> RegisterJobDefinition(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        once.AnswerAsync(
            request, context, Path, "jobDefinition", BatchJson.Instance.RegisterJobDefinitionRequest, (asked, keyed) => asked.Tags = keyed.Mark(asked.Tags), FindAsync, RegisterAsync);

    /// <summary>Answers DELETE /job-definitions/{name}, with <c>name:revision</c>. Repeating it finds the revision INACTIVE, and AWS Batch leaves it so.</summary>
    public Task<IHttpResult> DeregisterJobDefinition(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeregisterJobDefinitionAsync(new DeregisterJobDefinitionRequest { JobDefinition = name }, cancellation);

            return ResourceAnswer.Changing("jobDefinition", name, null);
        });

    private async Task<CreatedResource?> FindAsync(RegisterJobDefinitionRequest asked, string token, CancellationToken cancellation)
    {
        var request = new DescribeJobDefinitionsRequest { JobDefinitionName = asked.JobDefinitionName };
        do
        {
            var page = await batch.DescribeJobDefinitionsAsync(request, cancellation);
            if ((page.JobDefinitions ?? []).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made)
            {
                return new CreatedResource(made.JobDefinitionName, made.JobDefinitionArn, made.Revision);
            }

            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);

        return null;
    }

    private async Task<CreatedResource> RegisterAsync(RegisterJobDefinitionRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.RegisterJobDefinitionAsync(asked, cancellation);

        return new CreatedResource(answer.JobDefinitionName, answer.JobDefinitionArn, answer.Revision);
    }
}
