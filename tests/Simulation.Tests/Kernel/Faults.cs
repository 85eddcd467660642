namespace Simulation.Tests.Kernel;

/// <summary>How likely each thing goes wrong, each time that it can.</summary>
internal sealed record Faults
{
    public static Faults None { get; } = new();

    /// <summary>A service refuses a call for the time being.</summary>
    public double Throttled { get; init; }

    /// <summary>A service fails before it has done anything.</summary>
    public double Failed { get; init; }

    /// <summary>A service has done what it was asked for, and the answer is lost.</summary>
    public double Unheard { get; init; }

    /// <summary>The client of a service repeats a call that was done: what is heard is the second answer.</summary>
    public double Repeated { get; init; }

    /// <summary>Seconds for which AWS Batch does not list or describe a job that it has taken.</summary>
    public double Lag { get; init; }

    /// <summary>A call takes seconds.</summary>
    public double Slow { get; init; }

    /// <summary>The process of a handler ends, before or after an effect.</summary>
    public double Crash { get; init; }

    /// <summary>An event or a delivery is lost.</summary>
    public double Dropped { get; init; }

    /// <summary>An event, a delivery or a request comes twice.</summary>
    public double Doubled { get; init; }

    /// <summary>An event comes minutes late.</summary>
    public double Delayed { get; init; }

    /// <summary>The engine dies at a write to its journal.</summary>
    public double EngineCrash { get; init; }

    /// <summary>A host is lost, each minute.</summary>
    public double HostLost { get; init; }

    /// <summary>The clock is set, each minute.</summary>
    public double ClockJump { get; init; }
}
