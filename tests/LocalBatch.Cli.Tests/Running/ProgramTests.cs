using Amazon.Batch.Model;

namespace LocalBatch.Cli.Tests.Running;

/// <summary>The program as its users start it. LOCALBATCH_COMMAND may name another build of it.</summary>
public sealed class ProgramTests(ServedStack stack) : IClassFixture<ServedStack>
{
    [Fact]
    public async Task Scripts_find_the_stack_by_files_and_by_keys_that_they_chose()
    {
        var lines = await File.ReadAllLinesAsync(stack.EnvFile, TestContext.Current.CancellationToken);
        using var client = stack.Client("ci", "known-before");
        var queues = await client.DescribeJobQueuesAsync(new DescribeJobQueuesRequest(), TestContext.Current.CancellationToken);

        Assert.True(File.Exists(stack.ReadyFile));
        Assert.Equal(["AWS_ACCESS_KEY_ID=ci", "AWS_SECRET_ACCESS_KEY=known-before", "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1"], lines.Skip(1));
        Assert.Equal(["default", "spot"], queues.JobQueues.Select(queue => queue.JobQueueName).Order());
    }

    [Fact]
    public async Task Other_keys_are_refused()
    {
        using var client = stack.Client("ci", "guessed");

        await Assert.ThrowsAnyAsync<Amazon.Runtime.AmazonServiceException>(() => client.DescribeJobQueuesAsync(new DescribeJobQueuesRequest(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_environment_of_the_stack_that_is_up_is_printed_for_eval()
    {
        var ended = await stack.RunAsync("env");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal($"export AWS_ENDPOINT_URL={stack.Endpoint.GetLeftPart(UriPartial.Authority)}", ended.Output[0]);
        Assert.All(ended.Output, line => Assert.Matches("^export AWS_[A-Z_]+=[^ ]+$", line));
        using var client = stack.Client(ended.Output[1].Split('=')[1], ended.Output[2].Split('=')[1]);
        Assert.NotEmpty((await client.DescribeJobQueuesAsync(new DescribeJobQueuesRequest(), TestContext.Current.CancellationToken)).JobQueues);
    }

    [Fact]
    public async Task A_profile_of_AWS_is_written_beside_those_that_are_there()
    {
        Directory.CreateDirectory(Path.Combine(stack.Folder, ".aws"));
        stack.Write(".aws/config", "[profile work]\nregion = eu-central-1\n");

        var ended = await stack.RunAsync("env", "--profile");

        Assert.Equal(["export AWS_PROFILE=local"], ended.Output);
        Assert.Equal(
            ["[profile work]", "region = eu-central-1", "[profile local]", "region = us-east-1", $"endpoint_url = {stack.Endpoint.GetLeftPart(UriPartial.Authority)}"],
            await File.ReadAllLinesAsync(Path.Combine(stack.Folder, ".aws/config"), TestContext.Current.CancellationToken));
        Assert.Equal("[local]", (await File.ReadAllLinesAsync(Path.Combine(stack.Folder, ".aws/credentials"), TestContext.Current.CancellationToken))[0]);
    }

    [Fact]
    public async Task A_job_that_is_waited_for_prints_what_it_writes_and_nothing_else()
    {
        var ended = await stack.RunAsync("submit", "--wait", "--environment", "WHO=shell", "--", "sh", "-c", "echo for $WHO; echo more");

        Assert.Equal((0, "for shell\nmore", ""), (ended.ExitCode, string.Join('\n', ended.Output), string.Join('\n', ended.Errors)));
    }

    [Fact]
    public async Task A_job_that_fails_ends_the_command_with_1_and_says_why()
    {
        var ended = await stack.RunAsync("submit", "--wait", "--job-name", "fails", "--", "sh", "-c", "echo so far; exit 3");

        Assert.Equal((1, "so far"), (ended.ExitCode, string.Join('\n', ended.Output)));
        Assert.Matches("^fails [0-9a-f-]{36} is FAILED: Essential container in task exited$", ended.Errors[0]);
        Assert.Contains("exit code 3", ended.Errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_asked_after_by_its_id_after_its_end()
    {
        var jobId = Assert.Single((await stack.RunAsync("submit", "--parameter", "who=id")).Output);

        var followed = await stack.RunAsync("logs", "--follow", jobId);
        var logs = await stack.RunAsync("logs", jobId);
        var why = await stack.RunAsync("why", jobId);

        Assert.Equal(["Hello, id"], followed.Output);
        Assert.Equal(["Hello, id"], logs.Output);
        Assert.Equal($"hello {jobId} is SUCCEEDED: Essential container in task exited", why.Output[0]);
        Assert.Equal("  attempt 1: exit code 0, Essential container in task exited", why.Output[1]);
    }

    [Fact]
    public async Task Lines_of_an_array_stand_behind_the_number_of_their_child()
    {
        var ended = await stack.RunAsync("submit", "--wait", "--array-size", "2", "--", "sh", "-c", "echo child $AWS_BATCH_JOB_ARRAY_INDEX");

        Assert.Equal((0, ":0 | child 0\n:1 | child 1"), (ended.ExitCode, string.Join('\n', ended.Output.Order(StringComparer.Ordinal))));
    }

    [Fact]
    public async Task A_job_that_waits_for_another_is_explained()
    {
        var first = Assert.Single((await stack.RunAsync("submit", "--job-name", "first", "--", "sleep", "600")).Output);
        var second = Assert.Single((await stack.RunAsync("submit", "--depends-on", first)).Output);

        var why = await stack.RunAsync("why", second);
        await stack.RunAsync("cancel", second, first);

        Assert.Equal($"hello {second} is PENDING", why.Output[0]);
        Assert.Contains("first", why.Output[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_runs_is_cancelled_with_the_reason_that_was_given()
    {
        var jobId = Assert.Single((await stack.RunAsync("submit", "--", "sh", "-c", "echo up; exec sleep 600")).Output);
        await using var following = LocalBatchProgram.Start(stack.Folder, "logs", "-f", jobId);
        await following.SaysAsync(line => line == "up");

        var cancelled = await stack.RunAsync("cancel", jobId, "--reason", "seen enough");
        await following.EndAsync();

        Assert.Equal(0, cancelled.ExitCode);
        Assert.Equal($"hello {jobId} is FAILED: seen enough", (await stack.RunAsync("why", jobId)).Output[0]);
        Assert.Contains("is over already", Assert.Single((await stack.RunAsync("cancel", jobId)).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no job nowhere.", "why", "nowhere")]
    [InlineData("There is no job nowhere.", "logs", "nowhere")]
    [InlineData("There is no job nowhere.", "cancel", "nowhere")]
    [InlineData("JobQueue nowhere not found.", "submit", "--job-queue", "nowhere")]
    [InlineData("--parameter takes KEY=VALUE, not 'nothing'.", "submit", "--parameter", "nothing")]
    [InlineData("There is no command serv; did you mean serve?", "serv")]
    [InlineData("There is no option --prot; did you mean --port?", "serve", "--prot", "1")]
    [InlineData("--keys: write ID:SECRET, such as ci:anything; the id is of letters, digits and underscores, and neither part has blanks.", "serve", "--keys", "secret")]
    [InlineData("completion is for bash, zsh or fish, not for 'csh'.", "completion", "csh")]
    [InlineData("--functions goes with --template FILE, which says what there is of them.", "run", "m.json", "--functions", "f")]
    public async Task What_cannot_be_done_is_said_in_one_line_with_exit_code_2(string message, params string[] arguments)
    {
        var ended = await stack.RunAsync(arguments);

        Assert.Equal((2, message, ""), (ended.ExitCode, string.Join('\n', ended.Errors), string.Join('\n', ended.Output)));
    }

    [Fact]
    public async Task Where_no_stack_is_up_its_folder_and_the_way_out_are_named()
    {
        var ended = await stack.RunAsync("env", "--state", "elsewhere");

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal($"No stack is up with the state folder {stack.Folder}/elsewhere: start one with 'localbatch serve', or name its folder with --state DIR.", Assert.Single(ended.Errors));
    }

    [Fact]
    public async Task A_manifest_goes_to_the_stack_that_is_up_in_the_order_of_its_dependencies()
    {
        stack.Write("two.yaml", """
            defaults: { jobQueue: default, jobDefinition: hello }
            jobs:
              - { jobName: second, dependsOn: [first], parameters: { who: second } }
              - { jobName: first, parameters: { who: first } }
            """);

        var ended = await stack.RunAsync("run", "two.yaml");

        Assert.Equal((0, ""), (ended.ExitCode, string.Join('\n', ended.Errors)));
        Assert.Contains("first | Hello, first", ended.Output);
        Assert.Contains("second | Hello, second", ended.Output);
        Assert.Equal("All 2 succeeded.", ended.Output[^1]);
    }

    [Fact]
    public async Task A_manifest_with_a_job_that_fails_ends_with_1_and_what_waited_for_it_never_ran()
    {
        stack.Write("fails.json", """
            { "defaults": { "jobQueue": "default", "jobDefinition": "hello" },
              "jobs": [ { "jobName": "bad", "containerOverrides": { "command": ["sh", "-c", "exit 4"] } }, { "jobName": "after", "dependsOn": ["bad"] } ] }
            """);

        var ended = await stack.RunAsync("run", "fails.json");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(ended.Output, line => line.StartsWith("bad FAILED exit 4", StringComparison.Ordinal));
        Assert.DoesNotContain(ended.Output, line => line.StartsWith("after |", StringComparison.Ordinal));
        Assert.Equal("2 of 2 failed.", ended.Output[^1]);
    }

    [Fact]
    public async Task A_long_manifest_is_told_by_counts()
    {
        stack.Write("long.json", $$"""{ "defaults": { "jobQueue": "default", "jobDefinition": "hello" }, "jobs": [ {{string.Join(',', Enumerable.Range(0, 60).Select(index => $$"""{ "jobName": "row-{{index}}" }"""))}} ] }""");

        var ended = await stack.RunAsync("run", "long.json");

        Assert.Equal((0, "All 60 succeeded."), (ended.ExitCode, ended.Output[^1]));
        Assert.Contains(ended.Output, line => line.Contains("60 SUCCEEDED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_manifest_with_mistakes_is_refused_with_their_places()
    {
        stack.Write("wrong.yaml", "jobs:\n  - jobName: a\n    jobQueue: defualt\n    jobDefinition: hello\n");

        var ended = await stack.RunAsync("run", "wrong.yaml");

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("wrong.yaml(3,15): /jobs/0/jobQueue: There is no job queue 'defualt'. Did you mean 'default'?", ended.Errors[0]);
    }

    [Fact]
    public async Task Failure_rules_are_refused_and_it_is_said_who_carries_them_out()
    {
        stack.Write("rules.yaml", "onFailure: [{ causes: [ApplicationError], action: resubmit }]\njobs: [{ jobName: a, jobQueue: default, jobDefinition: hello }]\n");

        var ended = await stack.RunAsync("run", "rules.yaml");

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("--template FILE --functions DIR", ended.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_alone_starts_a_stack_of_its_own_and_ends_it()
    {
        stack.Write("alone.json", """{ "jobs": [ { "jobName": "alone", "jobQueue": "default", "jobDefinition": "hello", "parameters": { "who": "nobody" } } ] }""");

        var ended = await stack.RunAsync(["run", "alone.json", "--state", "alone", .. ServedStack.StackOptions]);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("alone | Hello, nobody", ended.Output);
        Assert.False(File.Exists(Path.Combine(stack.Folder, "alone", "stack.json")));
    }

    [Fact]
    public async Task The_machine_is_judged_and_the_running_stack_found()
    {
        var ended = await stack.RunAsync("doctor");

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains($"ok       stack: one is up with this state folder, at {stack.Endpoint.GetLeftPart(UriPartial.Authority)}", ended.Output);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("run")]
    [InlineData("env")]
    [InlineData("submit")]
    [InlineData("logs")]
    [InlineData("why")]
    [InlineData("cancel")]
    [InlineData("doctor")]
    [InlineData("completion")]
    public async Task Every_command_has_help_by_the_name_of_the_program(string command)
    {
        var ended = await stack.RunAsync(command, "--help");

        Assert.Equal((0, ""), (ended.ExitCode, string.Join('\n', ended.Errors)));
        Assert.Contains(ended.Output, line => line.StartsWith($"  localbatch {command}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        var ended = await stack.RunAsync("--version");

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(ended.Output));
    }

    [Fact]
    public async Task Completion_offers_what_may_come_next()
    {
        Assert.Equal(["serve", "submit"], (await stack.RunAsync("__complete", "s")).Output.Order());
        Assert.Contains("complete -o default -F _localbatch localbatch", (await stack.RunAsync("completion", "bash")).Output);
    }
}
