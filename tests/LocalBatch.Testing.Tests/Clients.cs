using Amazon.Batch;

namespace LocalBatch.Testing.Tests;

/// <summary>The client as a test makes it, and the shortest submission.</summary>
internal static class Clients
{
    public static AmazonBatchClient Client(this LocalBatchServer batch) => new(batch.Credentials, batch.Configure(new AmazonBatchConfig()));

    public static async Task<string> SubmitAsync(this IAmazonBatch client, string definition, string name = "job") =>
        (await client.SubmitJobAsync(new() { JobName = name, JobQueue = "default", JobDefinition = definition }, TestContext.Current.CancellationToken)).JobId;
}
