namespace BatchFunctions.Submissions;

/// <summary>Where the result of a manifest is written: <c>inbox/a/b.csv</c> becomes <c>results/a/b.csv.json</c>.</summary>
internal static class ResultLocation
{
    public const string Inbox = "inbox/";

    public const string Results = "results/";

    public static string Of(string key) =>
        $"{Results}{(key.StartsWith(Inbox, StringComparison.Ordinal) ? key[Inbox.Length..] : key)}.json";
}
