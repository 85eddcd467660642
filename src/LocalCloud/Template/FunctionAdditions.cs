namespace LocalCloud.Template;

/// <summary>What a template says of a function in resources of its own, and SAM in the function itself.</summary>
internal sealed class FunctionAdditions(Omissions omissions)
{
    /// <param name="functions">The functions that are here.</param>
    /// <param name="mappings">Properties of each <c>AWS::Lambda::EventSourceMapping</c>.</param>
    /// <param name="configs">Properties of each <c>AWS::Lambda::EventInvokeConfig</c>.</param>
    public IReadOnlyList<FunctionResource> Add(IReadOnlyList<FunctionResource> functions, IEnumerable<PropertyReader> mappings, IEnumerable<PropertyReader> configs)
    {
        var all = functions.ToList();
        foreach (var mapping in mappings)
        {
            Change(all, mapping, function => Source(mapping) is { } source ? function with { Queues = [.. function.Queues, source] } : function);
        }

        foreach (var config in configs)
        {
            config.Ignore("FunctionName", "Qualifier");
            Change(all, config, function => function with { Async = FunctionReader.ReadInvokeConfig(function.Async, config) });
        }

        return all;
    }

    private static void Change(List<FunctionResource> functions, PropertyReader properties, Func<FunctionResource, FunctionResource> change)
    {
        // Of a function that was left out, what is said elsewhere goes with it.
        var name = properties.RequiredText("FunctionName");
        if (functions.FindIndex(function => IsOf(function, name)) is >= 0 and var place)
        {
            functions[place] = change(functions[place]);
        }
    }

    // AWS: a name, an ARN, or one of these with a version or alias behind it.
    private static bool IsOf(FunctionResource function, string name) =>
        name == function.Name || name == function.Arn || name.StartsWith(function.Arn + ":", StringComparison.Ordinal) || name.StartsWith(function.Name + ":", StringComparison.Ordinal);

    private QueueSource? Source(PropertyReader mapping)
    {
        if (mapping.Text("EventSourceArn") is { } arn && arn.Contains(":sqs:", StringComparison.Ordinal))
        {
            var source = FunctionEventReader.Queue(mapping);
            mapping.Finish();

            return source;
        }

        omissions.Add(mapping.Line, $"the trigger {mapping.Owner}: functions are triggered by queues here, not by {mapping.Text("EventSourceArn") ?? "a cluster of brokers"}");
        return null;
    }
}
