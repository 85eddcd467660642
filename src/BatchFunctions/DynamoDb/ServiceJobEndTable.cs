using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;

namespace BatchFunctions.DynamoDb;

/// <summary>The part of a service job's record that says of which request it came, what is done about its end, and which request stands in for it.</summary>
internal sealed class ServiceJobEndTable(Table table)
{
    private const string Stored = "verdict";

    public async Task RecordAsync(string jobId, ServiceJobRequest request, DateTimeOffset at, CancellationToken cancellation)
    {
        using var body = JsonDocument.Parse(request.Body);
        var (queue, key) = (Text("jobQueue") ?? "", JobKeys.Created(at, jobId));
        var update = Lineage(request)
            .SetOnce("jobId", Attribute.Text(jobId))
            .SetOnce("jobName", Attribute.TextOrNull(Text("jobName")))
            .SetOnce("jobQueue", Attribute.Text(queue))
            .SetOnce("serviceJobType", Attribute.TextOrNull(Text("serviceJobType")))
            .SetOnce("status", Attribute.Text(ServiceJobStatuses.Submitted))
            .SetOnce("rank", Attribute.Number(ServiceJobStatuses.RankOf(ServiceJobStatuses.Submitted, 0)))
            .SetOnce("shareIdentifier", Attribute.TextOrNull(Text("shareIdentifier")))
            .SetOnce("quotaShareName", Attribute.TextOrNull(Text("quotaShareName")))
            .SetOnce("createdAt", Attribute.Time(at))
            .SetOnce("createdKey", Attribute.Text(key))
            .SetOnce("queueStatus", Attribute.Text(ServiceJobItems.QueuePart(queue)))
            .SetOnce("changedAt", Attribute.Time(at))
            .SetOnce("watch", Attribute.Text(Watch.ServiceJobs))
            .SetOnce("changedKey", Attribute.Text(key))
            .SetOnce(ServiceJobItems.LineKey(0) ?? "", ServiceJobItems.Line(at, ServiceJobStatuses.Submitted, null))
            // What is over and done is not watched any more.
            .OnlyIfAbsent("isHandled");
        if (await UpdateAsync(jobId, update, cancellation) is null)
        {
            await UpdateAsync(jobId, Lineage(request).OnlyIfPresent(Table.PartitionKey), cancellation);
        }

        string? Text(string name) => RequestRules.Text(body.RootElement, name);
    }

    public Task LinkAsync(string failedJobId, string jobId, CancellationToken cancellation) => UpdateAsync(
        failedJobId, new ItemUpdate().Set(SuccessorTable.JobId, Attribute.Text(jobId)).OnlyIfPresent(Table.PartitionKey).OnlyIfAbsent(SuccessorTable.JobId), cancellation);

    public async Task<SuccessorClaim?> ClaimAsync(string jobId, string token, DateTimeOffset at, DateTimeOffset renewedSince, CancellationToken cancellation)
    {
        var item = await UpdateAsync(
            jobId, IfFailed(SuccessorTable.Mark(new ItemUpdate(), token, at)).OnlyIfFreeOrEqual(SuccessorTable.Token, SuccessorTable.JobId, Attribute.Text(token)), cancellation);
        item ??= await UpdateAsync(
            jobId,
            IfFailed(SuccessorTable.Mark(new ItemUpdate(), token, at)).OnlyIfAbsent(SuccessorTable.JobId).OnlyIfAbsentOrLess(SuccessorTable.At, Attribute.Time(renewedSince)),
            cancellation);
        item ??= await GetAsync(jobId, cancellation);

        return item?.TextOf("status") == ServiceJobStatuses.Failed ? SuccessorTable.Claim(item) : null;
    }

    public Task GiveBackAsync(string jobId, string token, CancellationToken cancellation) => UpdateAsync(
        jobId,
        new ItemUpdate().Remove(SuccessorTable.Token).Remove(SuccessorTable.At).OnlyIfEqual(SuccessorTable.Token, Attribute.Text(token)).OnlyIfAbsent(SuccessorTable.JobId),
        cancellation);

    public async Task<ServiceJobRecord?> DecideAsync(string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation)
    {
        var update = Decision(decision, why, verdict).OnlyIfPresent(Table.PartitionKey).OnlyIfAbsent(Stored);
        if (verdict.Tries.Count > 0)
        {
            var token = FailureDecision.TokenOf(jobId);
            SuccessorTable.Mark(update, token, at).OnlyIfFreeOrEqual(SuccessorTable.Token, SuccessorTable.JobId, Attribute.Text(token));
        }

        return Read(await UpdateAsync(jobId, update, cancellation) ?? await GetAsync(jobId, cancellation));
    }

    /// <summary>What was to be tried stays written: redriven from the dead letters it may still become a job.</summary>
    public async Task<ServiceJobRecord?> TakeBackAsync(string jobId, string token, string why, CancellationToken cancellation)
    {
        var known = Read(await GetAsync(jobId, cancellation));
        if (known?.Verdict is not { IsTakenBack: false } verdict)
        {
            return known;
        }

        var update = Decision(FailureDecision.GivenUp, why, verdict with { NeedsLook = true, IsTakenBack = true })
            .Remove(SuccessorTable.Token)
            .Remove(SuccessorTable.At)
            .OnlyIfEqual("decision", Attribute.Text(FailureDecision.Resubmitted))
            .OnlyIfAbsent(SuccessorTable.JobId)
            .OnlyIfAbsentOrEqual(SuccessorTable.Token, Attribute.Text(token));

        return Read(await UpdateAsync(jobId, update, cancellation) ?? await GetAsync(jobId, cancellation));
    }

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) =>
        UpdateAsync(jobId, Unwatched().Set("isHandled", Attribute.Flag(true)).OnlyIfPresent(Table.PartitionKey), cancellation);

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) => UpdateAsync(
        jobId,
        // Its end was not heard, so that it counts from now.
        Unwatched()
            .Set("expiresAt", table.ExpiresAt(at))
            .Set("isForgotten", Attribute.Flag(true))
            .Set("cause", Attribute.Text(nameof(FailureCause.Unknown)))
            .OnlyIfPresent(Table.PartitionKey),
        cancellation);

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) =>
        UpdateAsync(jobId, new ItemUpdate().Set("stuckAt", Attribute.Time(at)).OnlyIfPresent(Table.PartitionKey).OnlyIfAbsent("stuckAt"), cancellation);

    public Task DropAsync(string jobId, CancellationToken cancellation) => UpdateAsync(jobId, Unwatched().OnlyIfPresent(Table.PartitionKey), cancellation);

    private static ItemUpdate Unwatched() => new ItemUpdate().Remove("watch").Remove("changedKey");

    private static ItemUpdate IfFailed(ItemUpdate update) => update.OnlyIfEqual("status", Attribute.Text(ServiceJobStatuses.Failed));

    private static ItemUpdate Decision(string decision, string why, StoredVerdict verdict) => new ItemUpdate()
        .Set("decision", Attribute.Text(decision))
        .Set("decisionReason", Attribute.Text(why))
        .Set(Stored, Attribute.Text(JsonSerializer.Serialize(verdict, FailureJson.Default.StoredVerdict)));

    private static ItemUpdate Lineage(ServiceJobRequest request) => new ItemUpdate()
        .Set("token", Attribute.Text(request.Token))
        .Set("resubmission", Attribute.Number(request.Resubmission))
        .SetIfPresent("resubmitOf", Attribute.TextOrNull(request.ResubmitOf))
        .SetIfPresent("originalJobId", Attribute.TextOrNull(request.OriginalJobId));

    private static ServiceJobRecord? Read(Dictionary<string, AttributeValue>? item) => item is null ? null : ServiceJobItems.Read(item);

    private Task<Dictionary<string, AttributeValue>?> GetAsync(string jobId, CancellationToken cancellation) =>
        table.GetAsync(ServiceJobItems.Partition(jobId), ServiceJobItems.Sort, cancellation);

    private Task<Dictionary<string, AttributeValue>?> UpdateAsync(string jobId, ItemUpdate update, CancellationToken cancellation) =>
        table.UpdateAsync(ServiceJobItems.Partition(jobId), ServiceJobItems.Sort, update, cancellation);
}

/// <summary>Requests of service jobs as items <c>SERVICEREQUEST#token</c> / <c>SERVICEREQUEST</c>: there a request lives once, packed.</summary>
internal sealed class ServiceRequestTable(Table table)
{
    private const string Sort = "SERVICEREQUEST";

    /// <returns>What stands under the token.</returns>
    public async Task<ServiceJobRequest> KeepAsync(ServiceJobRequest request, CancellationToken cancellation)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(Partition(request.Token)),
            [Table.SortKey] = Attribute.Text(Sort),
            ["token"] = Attribute.Text(request.Token),
            ["requestHash"] = Attribute.Text(request.Hash),
            ["createdAt"] = Attribute.Time(request.CreatedAt),
            ["resubmission"] = Attribute.Number(request.Resubmission),
            ["expiresAt"] = table.ExpiresLate(request.CreatedAt),
        };
        RequestItems.Write(item, request.Body);
        item.AddIfPresent("onFailure", Attribute.TextOrNull(request.OnFailure));
        item.AddIfPresent("clientToken", Attribute.TextOrNull(request.ClientToken));
        item.AddIfPresent("resubmitOf", Attribute.TextOrNull(request.ResubmitOf));
        item.AddIfPresent("originalJobId", Attribute.TextOrNull(request.OriginalJobId));

        // Expired between the two calls, it is this one.
        return await table.PutNewAsync(item, cancellation) ? request : await FindAsync(request.Token, cancellation) ?? request;
    }

    public async Task<ServiceJobRequest?> FindAsync(string token, CancellationToken cancellation) =>
        await table.GetAsync(Partition(token), Sort, cancellation) is { } item
            ? new ServiceJobRequest
            {
                Token = item.Required("token"),
                Body = RequestItems.Body(item),
                OnFailure = item.TextOf("onFailure"),
                Hash = item.Required("requestHash"),
                ClientToken = item.TextOf("clientToken"),
                ResubmitOf = item.TextOf("resubmitOf"),
                OriginalJobId = item.TextOf("originalJobId"),
                Resubmission = item.IntOf("resubmission") ?? 0,
                CreatedAt = item.RequiredTime("createdAt"),
                JobId = item.TextOf("becameJob"),
            }
            : null;

    /// <summary>The first job stays. Not under the name <c>jobId</c>, which the indexes show: a request is no job.</summary>
    public Task SettleAsync(string token, string jobId, CancellationToken cancellation) => table.UpdateAsync(
        Partition(token), Sort, new ItemUpdate().SetOnce("becameJob", Attribute.Text(jobId)).OnlyIfPresent(Table.PartitionKey), cancellation);

    private static string Partition(string token) => $"SERVICEREQUEST#{token}";
}
