using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.Batch;

namespace BatchFunctions.Tests.Doubles;

/// <summary>AWS Batch that answers the calls it was told of, and fails on any other.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class ScriptedBatch : DispatchProxy
{
    private readonly Dictionary<string, Func<object?, Task>> _answers = [];
    private readonly List<object> _requests = [];

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<object> Requests => _requests;

    public IAmazonBatch Client => this is IAmazonBatch client ? client : throw new InvalidOperationException("Make it with Create.");

    public static ScriptedBatch Create() =>
        Create<IAmazonBatch, ScriptedBatch>() is ScriptedBatch batch ? batch : throw new InvalidOperationException("The proxy is none of ours.");

    public ScriptedBatch On<TRequest, TResponse>(Func<TRequest, TResponse> answer)
    {
        _answers[typeof(TRequest).Name] = request => Task.FromResult(answer((TRequest)(request ?? throw new InvalidOperationException("A call without a request."))));

        return this;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var request = args?[0] ?? throw new InvalidOperationException("A call without a request.");
        _requests.Add(request);

        return _answers.TryGetValue(request.GetType().Name, out var answer)
            ? answer(request)
            : throw new InvalidOperationException($"Nobody expects {targetMethod?.Name}.");
    }
}
