using System.Text;
using BatchFunctions.Manifests;
using BatchFunctions.Wire;
using Support.Fuzz;

namespace BatchFunctions.Tests.Hostile;

/// <summary>Files that are made to cost more than they weigh.</summary>
public sealed class ManifestBombTests
{
    private const long MiB = 1024 * 1024;

    private static readonly Dictionary<string, Func<string>> Json = new()
    {
        ["JSON nested deeper than the stack"] = () => HostileJson.Nested(200_000),
        ["a name as long as the file, and many values below it"] = () => $$"""{"{{new string('n', 100_000)}}":[{{Repeat("1,", 50_000)}}1],"jobs":[1]}""",
        ["long names, one below the other, and many values at the end"] = () => Deep(60, 1_000, Repeat("1,", 20_000)),
        ["a member twice, below long names"] = () => Deep(60, 1_000, Repeat("""{"a":1,"a":2},""", 5_000)),
        ["a hundred thousand jobs that are none"] = () => $$"""{"jobs":[{{Repeat("1,", 100_000)}}1]}""",
        ["many members that are no fields"] = () => $$"""{"jobs":[{ {{List(50_000, n => $"\"x{n}\":1")}} }]}""",
        ["many tags"] = () => $$"""{"jobs":[{"jobName":"a","jobQueue":"default","jobDefinition":"hello","tags":{ {{List(50_000, n => $"\"t{n}\":\"v\"")}} } }]}""",
        ["defaults of 300 KB under ten thousand jobs"] = () => Defaults(300_000, 2_000),
        ["more jobs than a manifest may have"] = () => Defaults(10, 100_001),
    };

    private static readonly Dictionary<string, Func<string>> Yaml = new()
    {
        ["a billion laughs"] = () => Laughs("lol", 9),
        ["a long text laughed at"] = () => Laughs(new string('x', 100_000), 5),
        ["aliases that nest without nesting"] = () =>
            string.Concat(Enumerable.Range(1, 20_000).Select(n => $"a{n}: &a{n} [*a{n - 1}]\n")).Replace("[*a0]", "[x]", StringComparison.Ordinal),
        ["brackets without end"] = () => HostileJson.Nested(100_000),
        ["braces without end"] = () => HostileJson.Nested(100_000, "{a: ", "}"),
        ["dashes without end"] = () => Repeat("- ", 50_000) + "x",
        ["a key as long as the file, and many values below it"] = () => $"? {new string('n', 100_000)}\n: [{Repeat("1,", 20_000)}1]\n",
        ["an anchor in itself"] = () => "jobs: &a [*a]\n",
        ["anchors without end"] = () => string.Concat(Enumerable.Range(1, 20_000).Select(n => $"- &a{n} x\n")),
        ["the same key without end"] = () => Repeat("a: 1\n", 20_000),
    };

    public static TheoryData<string> JsonBombs => [.. Json.Keys];

    public static TheoryData<string> YamlBombs => [.. Yaml.Keys];

    [Theory]
    [MemberData(nameof(JsonBombs))]
    public void A_JSON_bomb_is_refused_in_memory_that_a_function_has(string what) => Defused(ManifestFormat.Json, what, Json[what]());

    [Theory]
    [MemberData(nameof(YamlBombs))]
    public void A_YAML_bomb_is_refused_in_memory_that_a_function_has(string what) => Defused(ManifestFormat.Yaml, what, Yaml[what]());

    [Theory]
    [InlineData("many lines that are no JSON", "x\n", 100_000)]
    [InlineData("one line without end", "[", 2_000_000)]
    [InlineData("many jobs that are none", "1\n", 100_000)]
    public void A_JSON_Lines_bomb_is_refused_in_memory_that_a_function_has(string what, string text, int times) => Defused(ManifestFormat.JsonLines, what, Repeat(text, times));

    [Theory]
    [InlineData("a million empty columns", ",", 1_000_000)]
    [InlineData("columns of one name", "jobName,", 100_000)]
    [InlineData("many rows that are no jobs", "jobName\n-\n", 30_000)]
    [InlineData("a quote that is never closed", "\"", 999_999)]
    public void A_CSV_bomb_is_refused_in_memory_that_a_function_has(string what, string text, int times) => Defused(ManifestFormat.Csv, what, Repeat(text, times));

    [Fact]
    public void Columns_beyond_what_a_job_could_use_are_refused() => Defused(
        ManifestFormat.Csv, "a hundred thousand good columns", string.Join(',', Enumerable.Range(0, 100_000).Select(n => $"parameters.p{n}")) + "\n");

    [Fact]
    public void A_row_of_a_million_cells_is_refused() => Defused(ManifestFormat.Csv, "a row", "jobName,jobQueue,jobDefinition\n" + Repeat(",", 1_000_000));

    private static void Defused(ManifestFormat format, string what, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        ManifestVerdict? verdict = null;

        var allocated = Law.Allocated(() => verdict = Manifests.Read(format, content));

        Assert.False(verdict?.IsGood, what);
        Assert.NotEmpty(verdict?.Errors ?? []);
        var told = JsonText.Of(writer =>
        {
            writer.WriteStartArray();
            verdict?.Errors.ToList().ForEach(error => InputErrorJson.Write(writer, error));
            writer.WriteEndArray();
        });
        Assert.True(told.Length < MiB, $"{what}: the answer has {told.Length} characters");
        // Taken in all, most of it given back at once.
        Assert.True(allocated < (160 * MiB) + (300L * content.Length), $"{what}: {content.Length} bytes took {allocated / MiB} MiB.");
    }

    private static string Laughs(string text, int levels) =>
        $"a0: &a0 \"{text}\"\n" + string.Concat(Enumerable.Range(1, levels).Select(n => $"a{n}: &a{n} [{Repeat($"*a{n - 1},", 9)}*a{n - 1}]\n"));

    private static string Deep(int depth, int nameLength, string values)
    {
        var name = new string('n', nameLength);

        return string.Concat(Enumerable.Repeat($"{{\"{name}\":", depth)) + $"[{values}1]" + new string('}', depth);
    }

    private static string Defaults(int length, int jobs) =>
        $$"""{"defaults":{"jobQueue":"default","jobDefinition":"hello","parameters":{"a":"{{new string('x', length)}}"} },"jobs":[{{List(jobs, n => $"{{\"jobName\":\"j{n}\"}}")}}]}""";

    private static string List(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
