namespace LocalBatch.Jobs;

/// <summary>The laws of array jobs: when a child may run, and when the parent is over.</summary>
internal static class ArrayRules
{
    /// <summary>The job of that key, made an object where it was one of the rest of an array; <c>null</c> where there is none.</summary>
    public static Job? Materialise(JobBook book, JobKey key)
    {
        if (key.Index < 0 || book.Find(key) is { } existing)
        {
            return book.Find(key);
        }

        return book.Find(key with { Index = -1 }) is { Array: { } array } parent && key.Index < array.Size
            ? Materialise(book, parent, array, key.Index)
            : null;
    }

    /// <summary>Makes an object of one child. Nothing about it changes by that, and nobody is told.</summary>
    public static Job Materialise(JobBook book, Job parent, JobArray array, int index)
    {
        var child = new Job(parent.Spec, parent, index)
        {
            StatusReason = array.RestReason,
            StoppedAt = array.RestStoppedAt,
            IsCancelled = parent.IsCancelled,
            IsTerminated = parent.IsTerminated,
            StopReason = parent.StopReason,
        };
        child.Restore(array.Rest);
        array.Put(child);
        if (array.Rest == JobStatus.Runnable)
        {
            parent.Spec.Queue.Ready.Add(child);
            if (array.RestCount == 0)
            {
                JobBook.UnqueueRest(parent);
            }
        }

        book.Touch(child);

        return child;
    }

    /// <summary>Sets the children of a new array going.</summary>
    /// <param name="doomed">A job it waits for has FAILED already.</param>
    public static void Begin(JobBook book, Job parent, JobArray array, bool doomed)
    {
        Meet(parent, array);
        if (doomed)
        {
            EndRest(book, parent, array, StatusReasons.DependencyFailed);
        }
        else if (parent.OpenDependencies == 0)
        {
            OpenGates(book, parent, array);
        }
    }

    /// <summary>Takes up an array from the journal: whom its children wait for, and whether they stand in the queue.</summary>
    public static void Resume(JobBook book, Job parent, JobArray array)
    {
        Meet(parent, array);
        if (array is { Rest: JobStatus.Runnable, RestCount: > 0 })
        {
            book.QueueRest(parent);
        }
    }

    /// <summary>A job that the whole array waited for has ended.</summary>
    public static void OnDependencyEnd(JobBook book, Job parent, JobArray array, bool succeeded)
    {
        if (!succeeded)
        {
            var reason = parent.StopReason ?? StatusReasons.DependencyFailed;
            EndRest(book, parent, array, reason);
            foreach (var child in array.Materialised.Where(child => child.Status == JobStatus.Pending))
            {
                DependencyRules.Release(book, child, succeeded: false, isOpen: true);
            }
        }
        else if (parent.OpenDependencies == 0)
        {
            OpenGates(book, parent, array);
        }
    }

    public static void OnChildEnd(JobBook book, Job parent, JobArray array, Job child)
    {
        if (array.IsSequential && child.Index + 1 < array.Size)
        {
            TryGate(book, parent, array, child.Index + 1);
        }

        foreach (var dependant in array.TwinDependants ?? [])
        {
            if (dependant.Array is { } other)
            {
                TryGate(book, dependant, other, child.Index);
            }
        }

        EndIfOver(book, parent, array);
    }

    /// <summary>Ends every child that is not an object yet.</summary>
    public static void EndRest(JobBook book, Job parent, JobArray array, string reason)
    {
        if (array.RestCount == 0 || array.Rest.IsTerminal)
        {
            return;
        }

        JobBook.UnqueueRest(parent);
        // They may have stood in the way of the jobs behind them.
        book.MayPlace = true;
        array.MoveRest(JobStatus.Failed, reason, book.Now);
        book.Touch(parent);
        book.AnnounceRest(parent, array);
        foreach (var waiting in array.TwinDependants?.Append(parent) ?? [parent])
        {
            TryGates(book, waiting);
        }

        EndIfOver(book, parent, array);
    }

    private static void Meet(Job parent, JobArray array)
    {
        foreach (var twin in array.Twins)
        {
            if (twin.Array is { } other && !twin.Status.IsTerminal)
            {
                (other.TwinDependants ??= []).Add(parent);
            }
        }
    }

    private static void EndIfOver(JobBook book, Job parent, JobArray array)
    {
        if (!array.IsOver || parent.Status.IsTerminal)
        {
            return;
        }

        var reason = array.AllSucceeded ? null
            : parent.StopReason ?? (array.RestReason == StatusReasons.DependencyFailed && array.RestCount == array.Size
                ? StatusReasons.DependencyFailed
                : StatusReasons.ChildFailed);
        book.Move(parent, new JobEvent.ChildrenEnded(array.AllSucceeded), reason);
    }

    /// <summary>All the array waited for as a whole is over: the children go, each by its own rules.</summary>
    private static void OpenGates(JobBook book, Job parent, JobArray array)
    {
        if (array.HasRulesPerChild)
        {
            TryGates(book, parent);

            return;
        }

        if (parent.StopReason is { } reason)
        {
            EndRest(book, parent, array, reason);
        }
        else if (array.RestCount > 0)
        {
            array.MoveRest(JobStatus.Runnable, reason: null, book.Now);
            book.Touch(parent);
            book.AnnounceRest(parent, array);
            book.QueueRest(parent);
        }

        foreach (var child in array.Materialised.Where(child => child.Status == JobStatus.Pending))
        {
            DependencyRules.Release(book, child, succeeded: true, isOpen: true);
        }
    }

    private static void TryGates(JobBook book, Job parent)
    {
        for (var index = 0; parent.Array is { HasRulesPerChild: true } array && index < array.Size; index++)
        {
            TryGate(book, parent, array, index);
        }
    }

    /// <summary>Lets one child go on, or fail, where what it waits for by its index is over.</summary>
    private static void TryGate(JobBook book, Job parent, JobArray array, int index)
    {
        if (parent.OpenDependencies > 0 || array.StatusOf(index) != JobStatus.Pending || Gate(array, index) is not { } succeeded)
        {
            return;
        }

        var child = array.Child(index) ?? Materialise(book, parent, array, index);
        DependencyRules.Release(book, child, succeeded, isOpen: true);
    }

    /// <summary>Whether the child may run; <c>null</c> while it must wait.</summary>
    private static bool? Gate(JobArray array, int index)
    {
        var waits = false;
        foreach (var status in Awaited(array, index))
        {
            if (status == JobStatus.Failed)
            {
                return false;
            }

            waits |= status != JobStatus.Succeeded;
        }

        return waits ? null : true;
    }

    private static IEnumerable<JobStatus> Awaited(JobArray array, int index)
    {
        if (array.IsSequential && index > 0)
        {
            yield return array.StatusOf(index - 1);
        }

        foreach (var twin in array.Twins)
        {
            yield return twin.Array is { } other ? other.StatusOf(index) : twin.Status;
        }
    }
}
