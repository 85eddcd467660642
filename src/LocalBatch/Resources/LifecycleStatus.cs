namespace LocalBatch.Resources;

/// <summary>Where a compute environment or a job queue stands.</summary>
internal enum LifecycleStatus : byte
{
    Creating,
    Updating,
    Deleting,
    Deleted,
    Valid,
    Invalid,
}

internal static class LifecycleStatusFacts
{
    private static readonly string[] Names = ["CREATING", "UPDATING", "DELETING", "DELETED", "VALID", "INVALID"];

    extension(LifecycleStatus status)
    {
        /// <summary>AWS's spelling.</summary>
        public string Name => Names[(int)status];

        /// <summary>Whether a change is under way, so that no other may begin.</summary>
        public bool IsChanging => status is LifecycleStatus.Creating or LifecycleStatus.Updating or LifecycleStatus.Deleting or LifecycleStatus.Deleted;
    }

    /// <returns><c>null</c> where <paramref name="name"/> is not one of AWS's six.</returns>
    public static LifecycleStatus? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (LifecycleStatus)index : null;
}
