using System.Globalization;
using BatchFunctions.Wire;
using Simulation.Tests.Cloud;
using Simulation.Tests.Functions;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Workload;

/// <summary>The people and programs outside: they submit, ask again, change their minds and drop files.</summary>
/// <param name="listed">Ids of the jobs that a list shows, whoever submitted them.</param>
internal sealed class Callers(World world, HttpApi api, SimulatedBucket bucket, Func<IEnumerable<string>> listed)
{
    private const int Tries = 5;

    private readonly List<string> _jobIds = [];

    public List<CallerRequest> Requests { get; } = [];

    public List<DroppedManifest> Manifests { get; } = [];

    /// <summary>Plans what all of them do within the given time.</summary>
    public void Start(TimeSpan length)
    {
        for (var n = 5 + world.Disorder.Below(10); n > 0; n--)
        {
            At(length, $"http-{n.ToString(CultureInfo.InvariantCulture)}", SubmitAsync);
        }

        for (var n = world.Disorder.Below(4); n > 0; n--)
        {
            At(length, $"file-{n.ToString(CultureInfo.InvariantCulture)}", DropAsync);
        }

        for (var n = world.Disorder.Below(5); n > 0; n--)
        {
            At(length, "", StopAsync);
        }

        for (var n = world.Disorder.Below(4); n > 0; n--)
        {
            At(length * 2, $"again-{n.ToString(CultureInfo.InvariantCulture)}", ResubmitAsync);
        }
    }

    private void At(TimeSpan length, string name, Func<string, Task> action) =>
        world.Schedule.In(world.Disorder.Between(1, length.TotalSeconds), () => world.Start(() => action(name)));

    private async Task SubmitAsync(string name)
    {
        var body = JobBody.Draw(name, world.Disorder);
        var key = world.Disorder.Chance(0.8) ? $"key-{name}" : null;
        var request = Remember(name, key is null ? "" : CallerRequest.TokenOf("POST /jobs", key));
        await InsistAsync(request, key, () => api.SubmitJobAsync(body, key));
    }

    private async Task ResubmitAsync(string name)
    {
        List<string> jobIds = world.Disorder.Chance(0.5) ? _jobIds : [.. listed()];
        if (jobIds.Count > 0)
        {
            var jobId = world.Disorder.Of(jobIds);
            if (world.Disorder.Chance(0.3))
            {
                // Somebody else has seen it, too.
                world.Start(() => ResubmitAsync(jobId, $"{name}-too"));
            }

            await ResubmitAsync(jobId, name);
        }
    }

    private Task ResubmitAsync(string jobId, string name)
    {
        var request = Remember(name, CallerRequest.TokenOf($"POST /jobs/{jobId}/resubmit", name));

        return InsistAsync(request, name, () => api.ResubmitJobAsync(jobId, name));
    }

    private async Task DropAsync(string name)
    {
        var plan = ManifestPlan.Draw(name, world.Disorder);
        if (world.Disorder.Chance(0.3))
        {
            var request = Remember(name, CallerRequest.TokenOf("POST /submissions", name));
            Manifests.Add(new(request.Token, plan, null));
            await InsistAsync(request, name, () => api.SubmitManifestAsync(plan.Text, plan.MediaType, name));
            return;
        }

        var key = $"inbox/{name}.{plan.Format}";
        Manifests.Add(new(Token.Of(SimulatedBucket.Name, key, name), plan, $"results/{name}.{plan.Format}.json"));
        world.Trace.Add($"a caller drops {key}");
        bucket.Put(key, name, plan.Text);
    }

    private async Task StopAsync(string name)
    {
        if (_jobIds.Count > 0)
        {
            var jobId = world.Disorder.Of(_jobIds);
            var answer = await (world.Disorder.Chance(0.5) ? api.CancelJobAsync(jobId) : api.TerminateJobAsync(jobId));
            world.Trace.Add($"a caller stops {Short.Of(jobId)}: {answer.Status}");
        }
    }

    private CallerRequest Remember(string name, string token)
    {
        var request = new CallerRequest(name, token);
        Requests.Add(request);

        return request;
    }

    /// <summary>With a key the caller asks until there is an answer, sometimes twice at once; without one only once.</summary>
    private async Task InsistAsync(CallerRequest request, string? key, Func<Task<HttpAnswer>> call)
    {
        if (key is not null && world.Disorder.Chance(world.Disorder.Faults.Doubled))
        {
            world.Start(async () => Hear(request, await call()));
        }

        for (var tries = 0; tries < (key is null ? 1 : Tries); tries++)
        {
            var answer = await call();
            Hear(request, answer);
            if (answer.IsFinal)
            {
                return;
            }

            await world.PauseAsync(world.Disorder.Between(1, 40));
        }
    }

    private void Hear(CallerRequest request, HttpAnswer answer)
    {
        world.Trace.Add($"the caller of {request.Name} hears {answer.Status} {answer.Body}");
        switch (answer)
        {
            case { Status: 201 } when answer.Text("jobId") is { } jobId:
                request.JobIds.Add(jobId);
                _jobIds.Add(jobId);
                break;
            case { Status: 202 }:
                request.SubmissionId = answer.Text("submissionId");
                break;
            case { IsFinal: true }:
                request.Refusal = answer.Text("detail") ?? answer.Body;
                break;
        }
    }
}

/// <summary>A manifest that somebody sent or dropped.</summary>
/// <param name="Token">Names it inside.</param>
/// <param name="ResultKey">Where its result has to appear; <c>null</c> where it came by HTTP.</param>
internal sealed record DroppedManifest(string Token, ManifestPlan Plan, string? ResultKey);
