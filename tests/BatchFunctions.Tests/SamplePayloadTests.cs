using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Submitting;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests;

/// <summary>The payloads in <c>events/</c>, the same ones that <c>sam local invoke</c> takes, read as Lambda reads them.</summary>
public sealed class SamplePayloadTests
{
    [Fact]
    public void A_dropped_manifest() =>
        Assert.Equal(
            new ManifestFile("batch-functions-123456789012-us-east-1", "inbox/hello world.json", "096fKKXTRTtl3on89fVO.nfljtsv6qko", true),
            DroppedFile.Of(Read<S3Event>("manifest-dropped.json").Records[0]));

    [Fact]
    public void A_change_of_a_job_s_status()
    {
        var happening = BatchEvent.Parse(Read<SQSEvent>("job-state-changed.json").Records[0].Body);

        Assert.Equal(("4c7599ae-0a82-49aa-ba5a-4727fcce14a8", JobStatus.Runnable, 512), (happening.Change.JobId, happening.Change.Status, happening.Change.MemoryMiB));
    }

    [Fact]
    public void A_queued_job() =>
        Assert.Equal("hello", QueueOrder.Sort(Read<SQSEvent>("submit-queued-jobs.json").Records)[0].Content?.Job?.JobName);

    [Fact]
    public void The_sweep_s_clock() => Assert.Equal("aws.events", Read<ScheduledEvent>("reconcile-jobs.json").Source);

    [Fact]
    public void Every_sample_of_HTTP_goes_to_a_route()
    {
        var files = Directory.EnumerateFiles(Repository.Path("events"))
            .Where(file => File.ReadAllText(file).Contains("\"routeKey\"", StringComparison.Ordinal)).Select(Path.GetFileName).OfType<string>().ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var request = Read<APIGatewayHttpApiV2ProxyRequest>(file);
            // What no route takes goes to the one that API Gateway keeps for the rest.
            Assert.Equal(
                request.RouteKey != "ANY /{proxy+}",
                Routes.All.Concat(Routes.Console).Any(route => route.Key == request.RouteKey && route.Matches(request.RawPath)));
        });
    }

    [Fact]
    public void Every_trigger_has_a_sample()
    {
        var samples = Directory.EnumerateFiles(Repository.Path("events")).Select(Path.GetFileNameWithoutExtension).ToList();

        Assert.All(Routes.All.Select(route => route.Operation).Concat(["ManifestDropped", "SubmitQueuedJobs", "JobStateChanged", "ReconcileJobs"]),
            operation => Assert.Contains(Kebab(operation), samples));
    }

    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, n) => char.IsUpper(letter) ? $"{(n > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static T Read<T>(string name)
    {
        using var file = File.OpenRead(Repository.Path("events", name));

        return new SourceGeneratorLambdaJsonSerializer<LambdaJson>().Deserialize<T>(file);
    }
}
