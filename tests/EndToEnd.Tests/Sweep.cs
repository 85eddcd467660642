using System.Net;

namespace EndToEnd.Tests;

/// <summary>The reconciling sweep, now instead of when its schedule comes round: ReconcileJobs invoked through the Lambda endpoint.</summary>
internal static class Sweep
{
    public static async Task RunAsync(LocalCloudProcess stack)
    {
        var failure = await TryAsync(stack);
        Assert.True(failure is null, $"{failure}\n{stack.Output}");
    }

    /// <returns>Why it broke off; <c>null</c> where it did not.</returns>
    public static async Task<string?> TryAsync(LocalCloudProcess stack)
    {
        using var client = stack.SignedClient();
        using var answer = await client.PostAsync(
            "lambda",
            "/2015-03-31/functions/ReconcileJobs/invocations",
            await File.ReadAllBytesAsync(Repository.File("events/reconcile-jobs.json"), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.OK && !answer.Headers.Contains("X-Amz-Function-Error") ? null : $"{(int)answer.StatusCode} {text}";
    }
}
