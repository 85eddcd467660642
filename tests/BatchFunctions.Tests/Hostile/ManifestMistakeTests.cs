using System.Text;
using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Hostile;

/// <summary>Inputs that once got past the readers, each refused with its place.</summary>
public sealed class ManifestMistakeTests
{
    [Theory]
    [InlineData("""{"jobs":[{"jobName":"\ud800"}]}""", "line 1, column 21 (/jobs/0/jobName): this text has half a character in it: \\ud800 to \\udfff come in pairs.")]
    [InlineData("""{"\udc00":1}""", "line 1, column 2 (/\\udc00): this name has half a character in it: \\ud800 to \\udfff come in pairs.")]
    [InlineData("""{"jobs":[{"jobName":"a","jobName":"b"}]}""", "line 1, column 25 (/jobs/0/jobName): 'jobName' is there twice; keep one.")]
    [InlineData("""{"a":1,"\u0061":2}""", "line 1, column 8 (/a): 'a' is there twice; keep one.")]
    [InlineData("""{"jobs":[null]}""", "line 1, column 10 (/jobs/0): A job is an object with the fields of SubmitJob.")]
    public void JSON_that_a_later_reader_would_trip_over_is_refused(string text, string error) =>
        Assert.Equal([error], Told(ManifestFormat.Json, text));

    [Theory]
    [InlineData("""{"jobName":"a","jobQueue":"default","jobDefinition":"hello","onFailure":[null]}""", "/jobs/0/onFailure/0: must not be null.")]
    [InlineData("""{"jobName":"a","jobQueue":"default","jobDefinition":"hello","onFailure":[{"action":"giveUp","exitCodes":[null]}]}""", "/jobs/0/onFailure/0/exitCodes/0: must not be null.")]
    [InlineData("""{"jobName":"a","jobQueue":"default","jobDefinition":"hello","parameters":{"who":null}}""", "/jobs/0/parameters/who: must not be null.")]
    [InlineData("""{"jobName":"a\n","jobQueue":"default","jobDefinition":"hello"}""", "/jobs/0/jobName: must have up to 128 letters, digits, hyphens and underscores, and begin with a letter or digit.")]
    public void A_job_that_AWS_Batch_would_not_take_is_refused(string job, string error)
    {
        var verdict = Manifests.Read(ManifestFormat.Json, $$"""{"jobs":[{{job}}]}""");

        Assert.Equal([error], verdict.Errors.Select(found => (found with { Place = null }).ToString()));
    }

    [Fact]
    public void A_line_that_nests_as_deep_as_JSON_may_is_a_mistake_of_that_line() => Assert.Equal(
        ["line 2, column 65 (/jobs/1/x): 'x' is not a field here"],
        Told(ManifestFormat.JsonLines, $$"""
            {"jobName":"a","jobQueue":"default","jobDefinition":"hello"}
            {"jobName":"b","jobQueue":"default","jobDefinition":"hello","x":{{new string('[', 62)}}{{new string(']', 62)}}}
            """).Select(error => error.Split(';')[0]));

    [Theory]
    [InlineData("\"", "line 1, column 1: This is not YAML")]
    [InlineData("? - \"", "This is not YAML")]
    [InlineData("a: \"\\ud800\"", "This is not YAML")]
    [InlineData("%YAML 99999999999999999999.1\n---\na", "This is not YAML")]
    [InlineData("*", "This is not YAML")]
    [InlineData("a:\tb\n\t- c", "This is not YAML")]
    public void What_makes_the_YAML_scanner_stumble_is_a_mistake_with_a_place(string text, string error)
    {
        var told = Assert.Single(Told(ManifestFormat.Yaml, text));

        Assert.Contains(error, told, StringComparison.Ordinal);
        Assert.StartsWith("line ", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bytes_that_are_not_UTF_8_are_refused(int format)
    {
        var verdict = Manifests.Read((ManifestFormat)format, [.. "jobName"u8, 0xFF, 0xFE]);

        Assert.Equal("line 1, column 1: This is not UTF-8; save the file as UTF-8.", Assert.Single(verdict.Errors).ToString());
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    public void UTF_16_is_called_by_its_name(string encoding, bool hasMark)
    {
        var coding = Encoding.GetEncoding(encoding);
        byte[] content = [.. hasMark ? coding.GetPreamble() : [], .. coding.GetBytes(Manifests.Json)];

        Assert.Equal("line 1, column 1: This is UTF-16; save the file as UTF-8.", Assert.Single(Manifests.Read(ManifestFormat.Json, content).Errors).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_byte_order_mark_is_passed_over(int format)
    {
        var verdict = Manifests.Read((ManifestFormat)format, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Manifests.Sample((ManifestFormat)format))]);

        Assert.Equal(["one", "two"], verdict.Jobs.Select(job => job.Request.JobName));
    }

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""[1]""")]
    [InlineData("""["a" """)]
    public void A_command_in_a_cell_is_a_list_of_whole_words(string command)
    {
        var cell = command.Replace("\"", "\"\"", StringComparison.Ordinal);

        Assert.Equal(
            ["line 2, column 19 (/jobs/0): The cell 'command' must be a JSON list of words, such as [\"echo\",\"hello\"], or words as one types them: echo hello."],
            Told(ManifestFormat.Csv, $"jobName,jobQueue,jobDefinition,command\none,default,hello,\"{cell}\"\n"));
    }

    [Fact]
    public void A_cell_that_a_table_would_run_as_a_formula_stays_text()
    {
        var verdict = Manifests.Read(ManifestFormat.Csv, "jobName,jobQueue,jobDefinition,parameters.a\none,default,hello,\"=HYPERLINK(\"\"http://x\"\")\"\n");

        Assert.Contains("=HYPERLINK(", System.Text.Json.JsonDocument.Parse(Assert.Single(verdict.Jobs).Body()).RootElement.GetProperty("parameters").GetProperty("a").GetString(), StringComparison.Ordinal);
    }

    private static string[] Told(ManifestFormat format, string text) => [.. Manifests.Read(format, text).Errors.Select(error => error.ToString())];
}
