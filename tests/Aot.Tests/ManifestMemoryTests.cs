using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Aot.Tests;

/// <summary>The largest manifests of each format that are let in, in a process that has the memory of the function.</summary>
public sealed partial class ManifestMemoryTests
{
    private const int MiB = 1024 * 1024;

    private const int MostBytes = 16 * MiB;

    /// <summary>What a process has beside the heap: its code, its stacks, the garbage collector's own books. A native one begins at 25 MiB in all.</summary>
    private const int BesideHeapMiB = 112;

    private static readonly Dictionary<string, Func<string>> Manifests = new()
    {
        ["a.json of large jobs"] = () => Json(10_000),
        ["b.json of many values"] = () => $$"""{"jobs":[{{Fill(n => $"{(n == 0 ? "" : ",")}{Job(n, Values("\"a\"", 6_900))}")}}]}""",
        ["c.json of small jobs"] = () => Json(100),
        ["d.yaml of large jobs"] = () => "jobs:\n" + Fill(n => $"- jobName: j{n}\n  jobQueue: default\n  jobDefinition: hello\n  parameters:\n" + Lines(200, line => $"    name{line}: value {new string('x', 32)}\n")),
        // Each value comes to twice its bytes as JSON, and all to 32 MiB at most.
        ["e.yaml of many values"] = () => "jobs:\n" + Fill(n => $"- {{jobName: j{n}, jobQueue: default, jobDefinition: hello, containerOverrides: {{command: [{Values("a", 6_900)}]}}}}\n", MostBytes - MiB),
        ["f.jsonl of many values"] = () => Fill(n => $"{Job(n, Values("\"a\"", 6_900))}\n"),
        ["g.csv of long cells"] = () => "jobName,jobQueue,jobDefinition,parameters.a\n" + Fill(n => $"j{n},default,hello,{new string('x', 10_000)}\n"),
        ["h.csv of many columns"] = () => $"jobName,jobQueue,jobDefinition,{string.Join(',', Enumerable.Range(0, 900).Select(n => $"parameters.column{n}"))}\n"
            + Lines(1_600, n => $"j{n},default,hello{string.Concat(Enumerable.Repeat(",x", 900))}\n"),
    };

    public static TheoryData<string> Names => [.. Manifests.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_largest_manifest_of_its_kind_fits_into_the_function_s_memory(string name)
    {
        var content = Manifests[name]();
        Assert.InRange(Encoding.UTF8.GetByteCount(content), 1, MostBytes);
        await using var function = new RunningFunction("ManifestDropped", heapMiB: MemoryMiB("ManifestDropped") - BesideHeapMiB) { Content = content };
        var key = name.Split(' ')[0];

        var answer = await function.InvokeAsync(
            new Support.RuntimeApi.RuntimeInvocation($$$"""{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"inbox"},"object":{"key":"inbox/{{{key}}}","versionId":"1"} } }]}""")
            {
                // What the template gives it: it is the memory that is held here, and not how busy this machine is.
                DeadlineMs = TimeProvider.System.GetUtcNow().Add(TimeSpan.FromMinutes(5)).ToUnixTimeMilliseconds(),
            },
            TestContext.Current.CancellationToken);

        Assert.False(answer.IsError, answer.Body);
        // None is refused: a refusal is written as a result.
        Assert.DoesNotContain(function.Calls, call => call.StartsWith("PUT ", StringComparison.Ordinal));
        Assert.Contains("AmazonSQS.SendMessageBatch", function.Calls);
        Assert.Equal("DynamoDB_20120810.UpdateItem", function.Calls[^1]);
    }

    /// <summary>Or the tests above would hold nothing.</summary>
    [Fact]
    public async Task A_process_with_less_memory_than_a_manifest_needs_does_not_take_it_in()
    {
        await using var function = new RunningFunction("ManifestDropped", heapMiB: 40) { Content = Manifests["a.json of large jobs"]() };

        var failure = await Record.ExceptionAsync(async () =>
        {
            var answer = await function.InvokeAsync(
                """{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"inbox"},"object":{"key":"inbox/a.json","versionId":"1"}}}]}""",
                TestContext.Current.CancellationToken);
            throw new InvalidOperationException(answer.IsError ? answer.Body : "It was taken in.");
        });

        Assert.IsType<InvalidOperationException>(failure);
        Assert.DoesNotContain("It was taken in.", failure.Message, StringComparison.Ordinal);
    }

    private static string Json(int valueLength) => $$"""{"jobs":[{{Fill(n =>
        $$$"""{{{(n == 0 ? "" : ",")}}}{"jobName":"j{{{n}}}","jobQueue":"default","jobDefinition":"hello","parameters":{"a":"{{{new string('x', valueLength)}}}"}}""")}}]}""";

    private static string Job(int n, string values) =>
        $$$"""{"jobName":"j{{{n}}}","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":[{{{values}}}]}}""";

    private static string Values(string value, int count) => string.Join(',', Enumerable.Repeat(value, count));

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(line));

    /// <summary>As many parts as a manifest may have bytes, of ASCII only.</summary>
    private static string Fill(Func<int, string> part, int most = MostBytes)
    {
        var text = new StringBuilder(most);
        for (var n = 0; part(n) is var next && text.Length + next.Length < most - 1_000; n++)
        {
            text.Append(next);
        }

        return text.ToString();
    }

    /// <summary>The function's memory as the template has it.</summary>
    private static int MemoryMiB(string function)
    {
        var template = File.ReadAllText(Path.Combine(Bootstrap.Root, "template.yaml"));
        var memory = Memory().Match(template, template.IndexOf($"\n  {function}:\n", StringComparison.Ordinal));

        return int.Parse(memory.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\n      MemorySize: ([0-9]+)\n")]
    private static partial Regex Memory();
}
