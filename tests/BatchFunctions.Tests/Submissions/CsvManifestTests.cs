using System.Text;
using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Submissions;

/// <summary>Tables as spreadsheets write them.</summary>
public sealed class CsvManifestTests
{
    [Theory]
    [InlineData("jobName,jobQueue,jobDefinition\none,default,hello\n")]
    [InlineData("jobName;jobQueue;jobDefinition\r\none;default;hello\r\n")]
    [InlineData("jobName\tjobQueue\tjobDefinition\none\tdefault\thello")]
    [InlineData("sep=;\r\njobName;jobQueue;jobDefinition\r\none;default;hello\r\n")]
    [InlineData("\"sep=;\"\r\njobName;jobQueue;jobDefinition\r\none;default;hello\r\n")]
    [InlineData("sep=|\njobName|jobQueue|jobDefinition\none|default|hello\n")]
    [InlineData("sep=\t\njobName\tjobQueue\tjobDefinition\none\tdefault\thello\n")]
    [InlineData("\uFEFFsep=;\njobName;jobQueue;jobDefinition\none;default;hello\n")]
    [InlineData("\uFEFF\"jobName\";\"jobQueue\";\"jobDefinition\"\none;default;hello\n")]
    [InlineData(";;;\n\njobName;jobQueue;jobDefinition;\n;;;\none;default;hello;\n ;  ;;\n")]
    [InlineData("jobName,,jobQueue,jobDefinition,,\none,,default,hello,,\n")]
    [InlineData("jobName,jobQueue,jobDefinition\none,default,hello,,,\n")]
    public void A_table_says_the_same_whatever_its_separator_and_its_empty_cells(string text) => Assert.Equal(
        ["""{"jobName":"one","jobQueue":"default","jobDefinition":"hello"}"""], Bodies(text));

    [Fact]
    public void A_separator_inside_quotes_does_not_count() => Assert.Equal(
        ["""{"jobName":"one","jobQueue":"default","jobDefinition":"hello","parameters":{"a,b,c,d,e":"x"}}"""],
        Bodies("jobName;jobQueue;jobDefinition;\"parameters.a,b,c,d,e\"\none;default;hello;x\n"));

    [Fact]
    public void A_semicolon_table_keeps_commas_and_its_jobs_wait_for_several() => Assert.Equal(
        ["one", "two"],
        Hostile.Manifests.Read(ManifestFormat.Csv, "jobName;jobQueue;jobDefinition;dependsOn;parameters.n\none;default;hello;;3,14\ntwo;default;hello;one;\nthree;default;hello;one, two;\n")
            .Jobs[2].DependsOn.Select(dependency => dependency.JobName));

    [Fact]
    public void A_quote_inside_a_cell_is_text() => Assert.Contains(
        "5\\u0022 disk", Assert.Single(Bodies("jobName,jobQueue,jobDefinition,parameters.x\none,default,hello,5\" disk\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("jobName,jobQueue,jobDefinition\none,default\n", "line 2, column 1 (/jobs/0): The line has 2 cells, the first line names 3: the cell of 'jobDefinition' is missing. An empty cell needs its separator too.")]
    [InlineData("sep=;\njobName;jobQueue;jobDefinition\n\n\none;default\n", "line 5, column 1 (/jobs/0): The line has 2 cells, the first line names 3: the cell of 'jobDefinition' is missing. An empty cell needs its separator too.")]
    [InlineData("jobName,,jobQueue,jobDefinition\none,note,default,hello\n", "line 2, column 5 (/jobs/0): Column 2 (B) has the text 'note' here, and no name in the first line, which names 3 columns.")]
    [InlineData("jobName,jobQueue,jobDefinition\none,default,hello,,,x\n", "line 2, column 21 (/jobs/0): Column 6 (F) has the text 'x' here, and no name in the first line, which names 3 columns.")]
    [InlineData("jobName,jobQueue,jobDefinition,parameters.a\none,default,hello,\"two\nlines\"\ntwo,default,hello,\"x\n", "line 4, column 1: This is not CSV: The quote that begins a cell here is never closed.")]
    [InlineData("sep=,\njobName,jobQueue,jobDefinition\none,default,\"hello\"x\n", "line 3, column 1: This is not CSV: A quoted cell ends at its quote; write a quote inside it twice.")]
    [InlineData("jobName,jobQueue,jobDefinition,tags.a,tags.b\none,default,hello,\"a\nb\",\"c\n", "line 3, column 1: This is not CSV: The quote that begins a cell here is never closed.")]
    public void A_mistake_of_a_table_has_its_line(string text, string error) => Assert.Equal([error], Errors(text));

    [Fact]
    public void A_table_of_empty_rows_is_empty() =>
        Assert.Equal(["line 1, column 1: The file is empty; its first line must name the fields."], Errors(",,,\n\n, ,\n"));

    [Theory]
    [InlineData("echo hello", "echo|hello")]
    [InlineData("  sh -c 'echo a | wc; echo \"b\"' ", "sh|-c|echo a | wc; echo \"b\"")]
    [InlineData("python run.py --name=\"Ada \\\"L\\\" \\n $HOME\"", "python|run.py|--name=Ada \"L\" \\n $HOME")]
    [InlineData("a\\ b \\| c\\\\", "a b|||c\\")]
    [InlineData("x '' \"\"", "x||")]
    [InlineData("a'b'\"c\"d", "abcd")]
    [InlineData("[\"a b\",\"c\"]", "a b|c")]
    [InlineData(" [ \"a\" ]", "a")]
    public void A_command_in_a_cell_is_a_JSON_list_or_words_of_a_shell(string command, string words)
    {
        using var body = System.Text.Json.JsonDocument.Parse(Assert.Single(Bodies(Table(command))));

        Assert.Equal(
            words,
            string.Join('|', body.RootElement.GetProperty("containerOverrides").GetProperty("command").EnumerateArray().Select(word => word.GetString())));
    }

    [Theory]
    [InlineData("cat a | wc", "has an unquoted |, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("a && b", "has an unquoted &, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("a;b", "has an unquoted ;, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("a > b", "has an unquoted >, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("a < b", "has an unquoted <, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("echo `date`", "has an unquoted `, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("echo $HOME", "has an unquoted $, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("echo part-${AWS_BATCH_JOB_ARRAY_INDEX}", "has an unquoted $, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("echo $(date)", "has an unquoted $, which only a shell knows: write sh -c '…', or quote it.")]
    [InlineData("echo 'a", "has a quote at character 6 that is never closed.")]
    [InlineData("echo a\\", "ends in a backslash, which must stand before a character.")]
    public void A_command_that_needs_a_shell_says_how_to_get_one(string command, string error) =>
        Assert.Equal([$"line 2, column 19 (/jobs/0): The cell 'command' {error}"], Errors(Table(command)));

    [Fact]
    public void One_bad_cell_or_column_hides_no_other_mistake() => Assert.Equal(
        [
            "line 1, column 9: 'jobQeue' is not a column of a manifest; known are jobName, jobQueue, jobDefinition, dependsOn, command, vcpus, memory, gpus, arraySize, attempts, timeoutSeconds, shareIdentifier, schedulingPriorityOverride, parameters.<name>, environment.<name>, tags.<name>. Did you mean 'jobQueue'?",
            "line 1, column 31: 'note' is not a column of a manifest; known are jobName, jobQueue, jobDefinition, dependsOn, command, vcpus, memory, gpus, arraySize, attempts, timeoutSeconds, shareIdentifier, schedulingPriorityOverride, parameters.<name>, environment.<name>, tags.<name>.",
            "line 2, column 20 (/jobs/0): The cell 'arraySize' must be a whole number, not 'x'.",
            "line 3, column 5 (/jobs/1/jobQueue): There is no job queue 'defalt'.",
            "line 3, column 19 (/jobs/1/arrayProperties/size): must be 2 to 10000, not 1.",
            "line 4, column 1 (/jobs/2): The line has 2 cells, the first line names 5: the cell of 'jobDefinition' is missing. An empty cell needs its separator too.",
            "line 5, column 14 (/jobs/3/jobDefinition): There is no job definition 'helo'.",
        ],
        Errors("jobName,jobQeue,jobDefinition,note,arraySize\none,default,hello,,x\ntwo,defalt,hello,,1\nthree,default\nfour,default,helo,hm,\n"));

    [Theory]
    [InlineData("jobName,jobQueue,jobDefinition,arraySize\none,defalt,hello,x,more\n", "line 2, column 5 (/jobs/0/jobQueue): There is no job queue 'defalt'.|line 2, column 18 (/jobs/0): The cell 'arraySize' must be a whole number, not 'x'.|line 2, column 20 (/jobs/0): Column 5 (E) has the text 'more' here, and no name in the first line, which names 4 columns.")]
    [InlineData("jobName,jobQueue,jobDefinition\n,default,helo,more\n", "line 2, column 1 (/jobs/0/jobName): 'jobName' is missing.|line 2, column 10 (/jobs/0/jobDefinition): There is no job definition 'helo'.|line 2, column 15 (/jobs/0): Column 4 (D) has the text 'more' here, and no name in the first line, which names 3 columns.")]
    [InlineData("jobName,jobQueue,vcpus,jobDefinition\none,defalt,two\n", "line 2, column 1 (/jobs/0): The line has 3 cells, the first line names 4: the cell of 'jobDefinition' is missing. An empty cell needs its separator too.|line 2, column 5 (/jobs/0/jobQueue): There is no job queue 'defalt'.|line 2, column 12 (/jobs/0/containerOverrides/resourceRequirements/0/value): vCPUs are a number above 0, such as 0.25 or 2, not 'two'.")]
    [InlineData("jobQueue,jobDefinition,jobName,dependsOn\ndefault,helo\ndefault,hello,two,one\n", "line 2, column 1 (/jobs/0): The line has 2 cells, the first line names 4: the cell of 'jobName' is missing. An empty cell needs its separator too.")]
    public void A_row_with_cells_too_many_or_too_few_hides_no_mistake_of_those_that_are_there(string text, string errors) => Assert.Equal(errors.Split('|'), Errors(text));

    [Fact]
    public void A_row_that_cannot_be_read_is_told_and_the_others_are_checked() => Assert.Equal(
        [
            "line 2, column 1: This is not CSV: A quoted cell ends at its quote; write a quote inside it twice.",
            "line 3, column 7 (/jobs/1/jobQueue): There is no job queue 'nowhere'.",
            "line 5, column 1: This is not CSV: The quote that begins a cell here is never closed.",
        ],
        Errors("jobName,jobQueue,jobDefinition,dependsOn\n\"one\"x,default,hello,\nthree,nowhere,hello,one\nfour,default,hello,three\n\"five,default,hello,\nsix,nowhere,hello,\n"));

    [Fact]
    public void A_value_is_told_at_its_cell_also_behind_quoted_lines_and_other_letters() => Assert.Equal(
        [
            "line 3, column 5 (/jobs/0/containerOverrides/resourceRequirements/0/value): vCPUs are a number above 0, such as 0.25 or 2, not 'two'.",
            "line 4, column 26 (/jobs/1/containerOverrides/resourceRequirements/0/value): memory is a whole number of MiB, 4 or more, such as 2048, not '1,5'.",
        ],
        Errors("jobName;jobQueue;jobDefinition;parameters.a;vcpus;memory\none;default;hello;\"ü\nßé\";two;2048\ntwo;default;hello;größe;;1,5\n"));

    private static string Table(string command) =>
        $"jobName,jobQueue,jobDefinition,command\none,default,hello,\"{command.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n";

    private static string[] Bodies(string text)
    {
        var verdict = Hostile.Manifests.Read(ManifestFormat.Csv, Encoding.UTF8.GetBytes(text));
        Assert.Empty(verdict.Errors);

        return [.. verdict.Jobs.Select(job => job.Body())];
    }

    private static string[] Errors(string text) => [.. Hostile.Manifests.Read(ManifestFormat.Csv, text).Errors.Select(error => error.ToString())];
}
