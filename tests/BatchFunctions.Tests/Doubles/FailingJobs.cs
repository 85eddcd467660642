using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>A store of jobs of which every call fails in one way.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class FailingJobs : DispatchProxy
{
    private Exception _exception = new InvalidOperationException("Nobody said how the store fails.");

    public static IJobStore With(Exception exception)
    {
        var store = Create<IJobStore, FailingJobs>();
        if (store is FailingJobs failing)
        {
            failing._exception = exception;
        }

        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw _exception;
}
