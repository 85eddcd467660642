using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>The part of a list's question that an index's key does not answer.</summary>
internal static class JobFilters
{
    /// <returns>The filter expression; <c>null</c> where the key says it all.</returns>
    public static string? Add(
        JobQuery query, string index, Dictionary<string, string> names, Dictionary<string, AttributeValue> values)
    {
        var filters = new List<string>();
        if (query.NamePrefix is { Length: > 0 } prefix)
        {
            names["#jobName"] = "jobName";
            values[":prefix"] = Attribute.Text(prefix);
            filters.Add("begins_with(#jobName, :prefix)");
        }

        if (index != "byQueue" && query.Statuses.Count > 0)
        {
            names["#status"] = "status";
            filters.Add($"#status IN ({string.Join(", ", query.Statuses.Select((status, n) => Value(values, $":status{n.ToString(CultureInfo.InvariantCulture)}", status.Name)))})");
        }

        if (index == "bySubmission" && query.JobQueue is { } queue)
        {
            names["#jobQueue"] = "jobQueue";
            values[":queue"] = Attribute.Text(JobKeys.Name(queue));
            values[":queueArn"] = Attribute.Text($"/{JobKeys.Name(queue)}");
            filters.Add("(#jobQueue = :queue OR contains(#jobQueue, :queueArn))");
        }

        return filters.Count == 0 ? null : string.Join(" AND ", filters);
    }

    private static string Value(Dictionary<string, AttributeValue> values, string alias, string text)
    {
        values[alias] = Attribute.Text(text);
        return alias;
    }
}
