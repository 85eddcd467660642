namespace AWSSDK.ServiceRuntime.Server;

/// <summary>Finds the operation that an HTTP request asks for: REST by method and path, JSON 1.1 by its target.</summary>
internal sealed class OperationTable
{
    private readonly Dictionary<string, ServiceOperation> _byName;
    private readonly Dictionary<string, ServiceOperation> _byPath;
    private readonly List<ServiceOperation> _withLabel = [];

    /// <param name="operations">All operations; at most the last part of a path is a parameter.</param>
    public OperationTable(IReadOnlyList<ServiceOperation> operations)
    {
        Operations = operations;
        _byName = operations.ToDictionary(operation => operation.Name, StringComparer.Ordinal);
        _byPath = new(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            if (operation.Path.Contains('{', StringComparison.Ordinal))
            {
                _withLabel.Add(operation);
            }
            else
            {
                _byPath[Key(operation.Method, operation.Path)] = operation;
            }
        }
    }

    public IReadOnlyList<ServiceOperation> Operations { get; }

    /// <param name="target">The header <c>X-Amz-Target</c>: <c>AWSEvents.PutEvents</c>.</param>
    /// <returns><c>null</c> where there is no such operation.</returns>
    public ServiceOperation? FindTarget(string target) =>
        _byName.GetValueOrDefault(target[(target.LastIndexOf('.') + 1)..]);

    /// <param name="method">The HTTP method in capitals.</param>
    /// <param name="rawPathAndQuery">As it stands in the request line, still percent-encoded.</param>
    /// <returns><c>null</c> where no operation has this method and path.</returns>
    public OperationMatch? Find(string method, string rawPathAndQuery)
    {
        var queryStart = rawPathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var path = queryStart < 0 ? rawPathAndQuery : rawPathAndQuery[..queryStart];
        var uri = new UriValues();
        if (queryStart >= 0)
        {
            uri.AddQuery(rawPathAndQuery.AsSpan(queryStart + 1));
        }

        return _byPath.TryGetValue(Key(method, path), out var operation) || TryLabel(method, path, uri, out operation)
            ? new(operation, uri)
            : null;
    }

    /// <summary>An ARN in the path may hold slashes: some clients encode them, some do not, so the label is all that is left.</summary>
    private bool TryLabel(string method, string path, UriValues uri, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServiceOperation? found)
    {
        foreach (var operation in _withLabel)
        {
            var prefix = operation.Path.AsSpan(0, operation.Path.IndexOf('{', StringComparison.Ordinal));
            if (operation.Method == method && path.Length > prefix.Length && path.AsSpan().StartsWith(prefix, StringComparison.Ordinal))
            {
                uri.AddLabel(operation.Path[(prefix.Length + 1)..^1], Uri.UnescapeDataString(path[prefix.Length..]));
                found = operation;
                return true;
            }
        }

        found = null;
        return false;
    }

    private static string Key(string method, string path) => $"{method} {path}";
}
