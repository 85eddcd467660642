namespace Simulation.Tests.Functions;

/// <summary>How an invocation ended.</summary>
internal abstract record InvocationEnd<T>
{
    private InvocationEnd()
    {
    }

    internal sealed record Answered(T Answer) : InvocationEnd<T>;

    /// <summary>The handler threw.</summary>
    internal sealed record Failed(Exception Exception) : InvocationEnd<T>;

    /// <summary>The process ended, or was ended when its time was over.</summary>
    internal sealed record Died : InvocationEnd<T>;
}
