using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>How service environments and quota shares come, change and go: each step is announced and takes a moment.</summary>
internal static class ServiceLifecycle
{
    private const string ShareDeleted = "Quota share deleted";
    private const string QueueDeleted = Jobs.StatusReasons.QueueDeleted;

    public static void Begin(EngineState state, ServiceEnvironment environment, LifecycleStatus status)
    {
        environment.Status = status;
        state.Catalog.Touch(CatalogKind.ServiceEnvironment, environment.Name);
        SetTimer(state, environment);
    }

    public static void Begin(EngineState state, QuotaShare share, LifecycleStatus status)
    {
        share.Status = status;
        state.Catalog.Touch(CatalogKind.QuotaShare, share.Arn);
        SetTimer(state, share);
    }

    /// <summary>Takes up the changes and jobs that were under way when the engine stopped.</summary>
    /// <param name="state">Just read.</param>
    /// <param name="left">Tasks that an earlier life has left running, or has not seen the end of.</param>
    public static void Resume(EngineState state, IReadOnlySet<string> left)
    {
        foreach (var environment in state.Services.Environments.Values.Where(environment => environment.Status.IsChanging))
        {
            SetTimer(state, environment);
        }

        foreach (var share in state.Services.Shares.Values.Where(share => share.Status.IsChanging))
        {
            SetTimer(state, share);
        }

        foreach (var job in state.Services.All.ToList())
        {
            if (state.Services.IsReal)
            {
                ServiceRuns.Resume(state.Services, job, left);
            }
            else
            {
                ServiceJobRules.Resume(state.Services, job);
            }
        }

        state.Services.MayDispatch = true;
    }

    public static void Advance(EngineState state, ServiceEnvironment environment)
    {
        state.Catalog.Touch(CatalogKind.ServiceEnvironment, environment.Name);
        switch (environment.Status)
        {
            case LifecycleStatus.Creating or LifecycleStatus.Updating:
                environment.Status = LifecycleStatus.Valid;
                state.Services.MayDispatch = true;
                break;
            case LifecycleStatus.Deleting:
                Begin(state, environment, LifecycleStatus.Deleted);
                break;
            case LifecycleStatus.Deleted:
                state.Services.Environments.Remove(environment.Name);
                break;
        }
    }

    public static void Advance(EngineState state, QuotaShare share)
    {
        state.Catalog.Touch(CatalogKind.QuotaShare, share.Arn);
        if (share.Status is LifecycleStatus.Creating or LifecycleStatus.Updating)
        {
            share.Status = LifecycleStatus.Valid;
            state.Services.MayDispatch = true;
        }
        else if (End(state, share.Queue, job => job.Share == share, ShareDeleted))
        {
            state.Services.Shares.Remove(share.Arn);
            share.Queue.Services?.QuotaShares.Remove(share.Name);
        }
        else
        {
            // What runs has been asked to stop; it is looked at again a moment later.
            SetTimer(state, share);
        }
    }

    /// <summary>Ends the service jobs of a queue that is being deleted.</summary>
    /// <returns>Whether none is left; then its quota shares are gone too.</returns>
    public static bool Empty(EngineState state, JobQueue queue)
    {
        if (!End(state, queue, _ => true, QueueDeleted))
        {
            return false;
        }

        foreach (var share in queue.Services?.QuotaShares.Values ?? (IEnumerable<QuotaShare>)[])
        {
            state.Timers.Clear(share);
            state.Services.Shares.Remove(share.Arn);
            state.Catalog.Touch(CatalogKind.QuotaShare, share.Arn);
        }

        queue.Services?.QuotaShares.Clear();

        return true;
    }

    private static bool End(EngineState state, JobQueue queue, Func<ServiceJob, bool> isMeant, string reason)
    {
        var jobs = (queue.Services?.Jobs ?? []).Where(job => !job.Status.IsTerminal && isMeant(job)).ToList();
        foreach (var job in jobs)
        {
            ServiceJobRules.GiveUp(state.Services, job, reason);
        }

        return jobs.TrueForAll(job => job.Status.IsTerminal);
    }

    private static void SetTimer(EngineState state, object owner) =>
        state.Timers.Set(owner, state.Steady + Math.Max(1, (long)state.Settings.LifecycleDelay.TotalMilliseconds));
}
