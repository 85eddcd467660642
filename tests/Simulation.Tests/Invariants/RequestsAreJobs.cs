using Simulation.Tests.Workload;

namespace Simulation.Tests.Invariants;

/// <summary>What a caller was told holds: 201 is this one job, 202 will be one or is refused in words, a refusal is none.</summary>
internal static class RequestsAreJobs
{
    private const string OneJob = "one accepted request is one job";

    private const string NoneLost = "no acknowledged job is lost";

    private const string NoneRefused = "a refused request is no job";

    public static void Check(EndState end, IReadOnlyList<CallerRequest> requests)
    {
        foreach (var request in requests)
        {
            if (request.JobIds.Count > 1)
            {
                throw new InvariantBrokenException(OneJob, $"{request.Name} was told {string.Join(" and ", request.JobIds)}.");
            }

            foreach (var jobId in request.JobIds)
            {
                Check(end, request, jobId);
            }

            if (request.Refusal is { } refusal && request.Token.Length > 0 && end.ByToken[request.Token].Any())
            {
                throw new InvariantBrokenException(NoneRefused, $"{request.Name} was told '{refusal}' and runs as {end.ByToken[request.Token].First().JobId}.");
            }
        }
    }

    private static void Check(EndState end, CallerRequest request, string jobId)
    {
        if (end.Jobs.FirstOrDefault(job => job.JobId == jobId) is not { } job)
        {
            throw new InvariantBrokenException(NoneLost, $"{request.Name} was told {jobId}.");
        }

        if (request.Token.Length > 0 && EndState.TokenOf(job) != request.Token)
        {
            throw new InvariantBrokenException(OneJob, $"{request.Name} was told {jobId}, which is the job of another request.");
        }
    }
}
