namespace LocalBatch.Testing.Wire;

internal enum CallFault
{
    /// <summary>Done as asked.</summary>
    None,

    /// <summary>Refused with HTTP 429, and nothing is done.</summary>
    Throttled,

    /// <summary>Done, and the connection breaks before the answer.</summary>
    AnswerLost,
}

/// <summary>Which calls are to go wrong, and how often.</summary>
internal sealed class CallFaults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Operation, CallFault Fault), int> _left = [];

    public void Add(string operation, CallFault fault, int times)
    {
        lock (_gate)
        {
            _left[(operation, fault)] = _left.GetValueOrDefault((operation, fault)) + times;
        }
    }

    public CallFault Take(string operation)
    {
        lock (_gate)
        {
            return Take(operation, CallFault.Throttled) ? CallFault.Throttled
                : Take(operation, CallFault.AnswerLost) ? CallFault.AnswerLost
                : CallFault.None;
        }
    }

    private bool Take(string operation, CallFault fault)
    {
        if (_left.GetValueOrDefault((operation, fault)) is not (> 0 and var left))
        {
            return false;
        }

        _left[(operation, fault)] = left - 1;

        return true;
    }
}
