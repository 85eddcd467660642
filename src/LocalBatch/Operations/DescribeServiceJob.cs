using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Tells of one service job.</summary>
internal static class DescribeServiceJob
{
    /// <exception cref="ClientException">There is no such job.</exception>
    public static DescribeServiceJobResponse Run(DescribeServiceJobRequest request, EngineState state) =>
        ServiceJobDetails.Describe(Find(request.JobId, state), state.Arns);

    public static ServiceJob Find(string? id, EngineState state)
    {
        var given = Require.Text(id, "jobId");

        return state.Services.Find(given) ?? throw ClientException.Raw(OwnTexts.UnknownServiceJob(given));
    }
}
