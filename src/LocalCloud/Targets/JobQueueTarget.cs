using System.Text.Json;
using LocalBatch.Wire;
using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Lambda;
using LocalCloud.Lineages;

namespace LocalCloud.Targets;

/// <summary>Submits jobs in the name of rules and schedules.</summary>
/// <param name="call">Calls AWS Batch.</param>
/// <param name="roles">What the role of a target may do.</param>
/// <param name="account">Whose job definitions are meant by name.</param>
/// <param name="lineages">Notices loops; <c>null</c> where nobody does.</param>
internal sealed class JobQueueTarget(Func<BatchHttpRequest, CancellationToken, Task<BatchHttpResponse>> call, RoleBook roles, AwsAccount account, JobLineages? lineages = null)
{
    private const int TooManyRequests = 429;

    /// <exception cref="UndeliverableException">AWS Batch refuses the job, the role may not submit it, or it is one of a loop.</exception>
    /// <exception cref="InvalidOperationException">AWS Batch cannot answer now.</exception>
    public async Task SubmitAsync(EventDelivery delivery, CancellationToken cancellation)
    {
        var body = Body(delivery);
        CheckRole(delivery.Call.RoleArn, body);
        var answer = await SubmitAsync(new("POST", "/v1/submitjob", body), delivery, cancellation);
        switch (answer.StatusCode)
        {
            case 200:
                return;
            case TooManyRequests or >= 500:
                throw new InvalidOperationException($"SubmitJob answered {answer.StatusCode} {answer.ErrorType}: {Message(answer.Body)}");
            default:
                throw new UndeliverableException("INVALID_PARAMETER", $"SubmitJob was refused: {answer.ErrorType}: {Message(answer.Body)}");
        }
    }

    private async Task<BatchHttpResponse> SubmitAsync(BatchHttpRequest request, EventDelivery delivery, CancellationToken cancellation)
    {
        if (lineages is null)
        {
            return await call(request, cancellation);
        }

        var rule = delivery.SourceArn[(delivery.SourceArn.LastIndexOf(':') + 1)..];
        if (lineages.WhyStopped(rule, delivery.Lineage, out var isFirst) is { } reason)
        {
            throw new UndeliverableException(LoopGuard.ErrorCode, reason) { IsTold = !isFirst };
        }

        return await lineages.SubmitAsync(delivery.Lineage.OfRules.Through(rule, delivery.Lineage.Chain ?? delivery.Id), () => call(request, cancellation));
    }

    private static ReadOnlyMemory<byte> Body(EventDelivery delivery)
    {
        try
        {
            return delivery.Call.Job is { } job ? JobSubmission.OfRule(delivery.TargetArn, job, delivery.Body) : JobSubmission.OfSchedule(delivery.Body);
        }
        catch (FormatException wrong)
        {
            throw new UndeliverableException("INVALID_PARAMETER", wrong.Message);
        }
    }

    // AWS: a submission is judged by its definition and by its queue (Batch user guide, example: restrict job submission).
    private void CheckRole(string? role, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        foreach (var (member, kind) in ((string, string)[])[("jobDefinition", "job-definition/"), ("jobQueue", "job-queue/")])
        {
            var named = document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
            var arn = named.StartsWith("arn:", StringComparison.Ordinal) ? named : account.Arn("batch", kind + named);
            if (roles.Decide(role, new("batch:SubmitJob", arn, new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase))) is not Decision.Allowed)
            {
                throw new UndeliverableException("NO_PERMISSIONS", $"{role} may not batch:SubmitJob on {arn}: give it to the role, or start with --iam off.");
            }
        }
    }

    private static string Message(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);

        return document.RootElement.TryGetProperty("message", out var message) ? message.ToString() : document.RootElement.ToString();
    }
}
