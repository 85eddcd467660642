namespace LocalCloud.Template;

/// <summary>The Globals section laid under a function's own properties.</summary>
internal static class FunctionGlobals
{
    /// <summary>AWS: maps are merged, lists are joined with the global part first, single values are replaced (SAM, Globals section).</summary>
    public static TemplateNode.Mapping Under(TemplateNode.Mapping? globals, TemplateNode.Mapping own)
    {
        if (globals is null)
        {
            return own;
        }

        var merged = globals.Entries.Select(entry => own[entry.Key] is { } value ? entry with { Value = Merge(entry.Value, value) } : entry);
        return own with { Entries = [.. merged, .. own.Entries.Where(entry => globals[entry.Key] is null)] };
    }

    private static TemplateNode Merge(TemplateNode global, TemplateNode own) => (global, own) switch
    {
        (TemplateNode.Mapping left, TemplateNode.Mapping right) when !IsCall(left) && !IsCall(right) => Under(left, right),
        (TemplateNode.Sequence left, TemplateNode.Sequence right) => right with { Items = [.. left.Items, .. right.Items] },
        _ => own,
    };

    private static bool IsCall(TemplateNode.Mapping mapping) => mapping.Entries is [var only] && Intrinsics.Names.Contains(only.Key);
}
