using System.Globalization;
using Amazon.Batch;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Manifests;
using BatchFunctions.Wire;
using LocalBatch.Cli.Jobs;
using LocalCloud.Console;
using LocalCloud.Gateway;
using LocalCloud.Stack;
using LocalCloud.Template;
using SubmittedJob = LocalCloud.Console.SubmittedJob;

namespace LocalBatch.Cli.Manifests;

/// <summary>
/// Makes jobs of a manifest where there are no functions: it is read and checked by their code, and its jobs are submitted in order, each
/// after those that it waits for. Failure rules are the functions' own work, and a manifest that has some is refused.
/// </summary>
internal sealed class DirectManifest(Screen screen, TimeProvider time) : IDirectSubmission
{
    private static readonly TimeSpan ThrottledPause = TimeSpan.FromSeconds(1);

    public async Task<(SubmissionResult Result, IJobRecords Records)> SubmitAsync(
        RunningStack stack, StackApi api, FileInfo manifest, byte[] content, StackHome home, CancellationToken cancellation)
    {
        var credentials = LocalCredentials.LoadOrCreate(home.StatePath);
        SingleSend sends = new();
        var batch = RunningBatch.Client(stack, credentials, new AmazonBatchConfig());
        // AWS: SubmitJob is not idempotent, so it is never sent twice.
        var once = RunningBatch.Client(stack, credentials, sends.Configure(new AmazonBatchConfig(), IntentRules.LongestCall));
        BatchJobs jobs = new(batch, once, sends);
        DirectRecords records = new(batch, jobs, time);
        var verdict = await new ManifestReader(new BatchCatalog(batch)).ReadAsync(ManifestFormats.OfFile(manifest.Name), content, cancellation);
        if (ManifestMistakes.Of(manifest.ToString(), verdict) is { Count: > 0 } mistakes)
        {
            return (new(null, [], mistakes), records);
        }

        DirectOrder order = new(verdict.Jobs);
        try
        {
            await SubmitAsync(order, jobs, manifest, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"Interrupted: {order.Submitted.Count} of {verdict.Jobs.Count} jobs had been submitted. {home.AfterInterruption}"));
            throw;
        }

        records.Add(order.Submitted);

        return (new(DirectRecords.SubmissionId, order.Submitted, []), records);
    }

    private async Task SubmitAsync(DirectOrder order, BatchJobs jobs, FileInfo manifest, CancellationToken cancellation)
    {
        while (order.Next() is { } next)
        {
            switch (await jobs.SubmitAsync(next.Body, Token.Of(manifest.FullName, next.JobName, next.Body), cancellation))
            {
                case SubmitReply.Accepted(var jobId):
                    order.Take(new SubmittedJob(next.JobName, jobId, null));
                    break;
                case SubmitReply.Refused(var reason):
                    order.Take(new SubmittedJob(next.JobName, null, reason));
                    break;
                case SubmitReply.Throttled:
                    await Task.Delay(ThrottledPause, time, cancellation);
                    break;
                case SubmitReply.Unheard(var why):
                    throw new StartException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{manifest}: {order.Submitted.Count} of {order.Count} jobs were submitted, and of {next.JobName} it is not known: {why} It is not sent again, since that could be a second job."));
            }
        }
    }
}

/// <summary>Says what is wrong with a manifest, as compilers write it. Values in, values out.</summary>
internal static class ManifestMistakes
{
    /// <param name="file">As the user named it.</param>
    /// <param name="verdict">What the functions' code found.</param>
    public static IReadOnlyList<string> Of(string file, ManifestVerdict verdict) => verdict.IsGood
        ? [.. verdict.Jobs.Where(job => job.Request.OnFailure is not null).Take(1).Select(job => $"{file}: {job.Request.JobName} has failure rules (onFailure), which the functions carry out: name the template and their folder with --template FILE --functions DIR, or leave the rules out.")]
        : [.. verdict.Errors.Select(error => $"{file}{(error.Place is { } place ? string.Create(CultureInfo.InvariantCulture, $"({place.Line},{place.Column})") : "")}: {(error.Pointer.Length > 0 ? $"{error.Pointer}: " : "")}{error.Message}")];
}
