using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalBatch.Tests.Support;
using Support.Fuzz;

namespace LocalBatch.Tests.Hostile;

/// <summary>Makes bodies by the model of the API: right for the most part, then a type swapped, a null, a text without end.</summary>
internal sealed class RandomRequest
{
    private const int DeepestShape = 6;

    private static readonly string[] Ids =
    [
        "q", "ce", "job", "job:1", "job:999999999999", "arn:aws:batch:us-east-1:123456789012:job-queue/q", "arn:aws:batch:us-east-1:123456789012:job-definition/job:1",
        "arn:aws:batch:us-east-1:123456789012:compute-environment/ce", "arn:aws:batch:us-east-1:123456789012:scheduling-policy/job", "arn:aws:batch:us-east-1:123456789012:job-queue/q/quota-share/job", "arn:aws:batch:us-east-1:123456789012:job-queue/../q", "arn:aws:batch:::", "arn:", "../q", "q/", "%71", "11111111-1111-4111-8111-111111111111:3", ":1",
    ];

    private readonly JsonElement _model;

    public RandomRequest()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "batch.model.json")));
        _model = document.RootElement.Clone();
        Operations = [.. _model.GetProperty("operations").EnumerateObject().Select(operation => (
            operation.Value.Text("method"), operation.Value.Text("path"), operation.Value.TryGetProperty("input", out var input) ? input.GetString() ?? "" : ""))];
    }

    public IReadOnlyList<(string Method, string Path, string Input)> Operations { get; }

    public string Body(string shape, FuzzRandom random)
    {
        var text = new StringBuilder();
        Append(text, shape, random, 0);

        return text.ToString();
    }

    private void Append(StringBuilder text, string shape, FuzzRandom random, int depth)
    {
        if (depth > DeepestShape || random.Chance(0.04) || !_model.GetProperty("shapes").TryGetProperty(shape, out var definition))
        {
            text.Append(depth > DeepestShape ? "null" : Builtin(shape, random));
            return;
        }

        switch (definition.Text("type").ToUpperInvariant())
        {
            case "STRUCTURE":
                var members = definition.GetProperty("members").EnumerateObject().ToList();
                AppendAll(text, '{', '}', members.Where(_ => random.Chance(depth == 0 ? 0.7 : 0.5)), member =>
                {
                    text.Append(HostileJson.Quoted(member.Name, random)).Append(':');
                    Append(text, member.Value.Text("shape"), random, depth + 1);
                });
                break;
            case "MAP":
                AppendAll(text, '{', '}', Enumerable.Range(0, random.Next(3)), _ =>
                {
                    text.Append(HostileJson.Quoted(HostileText.Next(random), random)).Append(':');
                    Append(text, definition.GetProperty("value").Text("shape"), random, depth + 1);
                });
                break;
            case "LIST":
                AppendAll(text, '[', ']', Enumerable.Range(0, random.Next(4)), _ => Append(text, definition.GetProperty("member").Text("shape"), random, depth + 1));
                break;
            default:
                text.Append(definition.TryGetProperty("enum", out var allowed) && random.Chance(0.9)
                    ? HostileJson.Quoted(random.Of([.. allowed.EnumerateArray().Select(value => value.ToString())]), random)
                    : Builtin(definition.Text("type"), random));
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> append)
    {
        text.Append(open);
        foreach (var (index, item) in items.Index())
        {
            text.Append(index == 0 ? "" : ",");
            append(item);
        }

        text.Append(close);
    }

    private static string Builtin(string type, FuzzRandom random) => random.Chance(0.05) ? HostileJson.Value(random, []) : type.ToUpperInvariant() switch
    {
        "INTEGER" or "LONG" => random.Chance(0.8) ? random.Next(20).ToString(CultureInfo.InvariantCulture) : random.Of("-1", "2147483647", "-2147483648", "2147483648", "9223372036854775807", "1.5", "1e3", "\"1\"", "null"),
        "BOOLEAN" => random.Of("true", "false", "null", "\"true\"", "0"),
        "FLOAT" or "DOUBLE" => random.Of("0", "0.5", "-1", "1e999", "\"NaN\"", "\"Infinity\"", "null"),
        "STRING" => HostileJson.Quoted(random.Chance(0.7) ? random.Of(Ids) : HostileText.Next(random), random),
        _ => random.Of("null", "{}", "[]", "1", "\"x\"", "true"),
    };
}
