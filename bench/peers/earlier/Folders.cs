// Folders that the earlier version did not have, so that what is counted with needs no second copy; what it had is elsewhere in it.
global using BatchFunctions.Jobs;
global using BatchFunctions.Submissions;

namespace BatchFunctions.Lambda
{
    internal static class Nothing;
}

namespace BatchFunctions.Manifests
{
    internal static class Nothing;
}

namespace BatchFunctions.Submitting
{
    internal static class Nothing;
}
