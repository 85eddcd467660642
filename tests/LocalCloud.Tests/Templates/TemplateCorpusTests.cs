using System.Text.Json;
using LocalCloud.Template;

namespace LocalCloud.Tests.Templates;

/// <summary>Templates as people write them, each started whole and held to what its part of AWS Batch says.</summary>
public sealed class TemplateCorpusTests
{
    private static readonly Dictionary<string, string> Parameters = new() { ["Stage"] = "prod" };

    private static readonly Dictionary<string, string> Imports = new()
    {
        ["prod-subnets"] = "subnet-1,subnet-2",
        ["group"] = "sg-1",
        ["lookup"] = "arn:aws:lambda:us-east-1:123456789012:function:lookup",
        ["ssm:/jobs/image"] = "busybox",
    };

    [Theory]
    [InlineData("fargate.yaml", "d")]
    [InlineData("network.yaml", "d")]
    [InlineData("spelling.json", "d")]
    [InlineData("twice.yaml", "d")]
    [InlineData("images.yaml", "d")]
    [InlineData("others.yaml", "d")]
    [InlineData("outside.yaml", "d")]
    [InlineData("decisions.yaml", "d")]
    [InlineData("loops.yaml", "d-alpha d-beta")]
    [InlineData("nightly.yaml", "d")]
    [InlineData("schedules.yaml", "d")]
    [InlineData("fair.yaml", "")]
    [InlineData("service.yaml", "")]
    [InlineData("nodes.yaml", "d")]
    [InlineData("containers.yaml", "d with-secret")]
    [InlineData("licences.yaml", "d")]
    [InlineData("sam.yaml", "d")]
    [InlineData("functions.yaml", "d")]
    [InlineData("environments.yaml", "d")]
    [InlineData("unmanaged.yaml", "d")]
    [InlineData("plain.json", "d")]
    [InlineData("cdk-fargate.json", "d")]
    [InlineData("cdk-schedule.json", "d")]
    public async Task The_queue_is_there_with_the_definitions_and_a_job_runs(string file, string definitions)
    {
        await using var running = await StartAsync(file);

        var queue = (await running.BatchAsync("describejobqueues", """{"jobQueues":["q"]}""")).GetProperty("jobQueues")[0];
        Assert.Equal(("ENABLED", "VALID"), (queue.GetProperty("state").GetString(), queue.GetProperty("status").GetString()));
        var registered = (await running.BatchAsync("describejobdefinitions", """{"status":"ACTIVE"}""")).GetProperty("jobDefinitions");
        Assert.Equal(definitions, string.Join(' ', registered.EnumerateArray().Select(one => one.GetProperty("jobDefinitionName").GetString()).Order(StringComparer.Ordinal)));
        foreach (var name in definitions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(1))
        {
            await running.BatchAsync("submitjob", $$"""{"jobName":"n","jobQueue":"q","jobDefinition":"{{name}}"}""");
            Assert.Equal("SUCCEEDED", Status(await running.EndedJobAsync()));
        }
    }

    [Theory]
    [InlineData("ordered.yaml", """{"Source":"shop","DetailType":"ordered","Detail":"{}"}""", "ordered", 0)]
    [InlineData("wide.yaml", """{"Source":"shop","DetailType":"x","Detail":"{\"word\":\"hello\"}","Resources":["shelf"]}""", "wide", 2)]
    [InlineData("cdk-rule.json", """{"Source":"shop","DetailType":"x","Detail":"{\"word\":\"hello\"}"}""", "ordered", 0)]
    [InlineData("buses.yaml", """{"Source":"shop","DetailType":"x","Detail":"{\"Parameters\":{\"word\":\"hello\"}}"}""", "taken", 0)]
    public async Task An_event_submits_the_job_of_the_rules_target(string file, string @event, string name, int size)
    {
        await using var running = await StartAsync(file);

        await running.EventsAsync("PutEvents", $$"""{"Entries":[{{@event}}]}""");
        var job = await running.EndedJobAsync();

        Assert.Equal((name, "SUCCEEDED"), (job.GetProperty("jobName").GetString(), Status(job)));
        Assert.Equal(size, job.TryGetProperty("arrayProperties", out var array) && array.TryGetProperty("size", out var children) ? children.GetInt32() : 0);
    }

    [Theory]
    [InlineData("dropped.yaml")]
    [InlineData("bucket.json")]
    public async Task An_object_submits_the_job_of_the_rules_target_with_its_key(string file)
    {
        await using var running = await StartAsync(file);

        await running.PutObjectAsync("/inbox/out/a", "x");
        await running.PutObjectAsync("/inbox/in/a.txt", "x");
        var job = await running.EndedJobAsync();

        Assert.Equal(("dropped", "SUCCEEDED", "in/a.txt"), (job.GetProperty("jobName").GetString(), Status(job), job.GetProperty("parameters").GetProperty("word").GetString()));
    }

    [Fact]
    public async Task A_job_that_fails_submits_the_job_of_the_rules_target()
    {
        await using var running = await StartAsync("failed.yaml");

        await running.BatchAsync("submitjob", """{"jobName":"n","jobQueue":"q","jobDefinition":"d","parameters":{"word":"fail"}}""");
        var job = await running.EndedJobAsync();

        Assert.Equal(("cleanup", "SUCCEEDED"), (job.GetProperty("jobName").GetString(), Status(job)));
    }

    [Fact]
    public async Task A_rule_made_at_run_time_submits_jobs_too()
    {
        await using var running = await StartAsync("nightly.yaml");

        await running.EventsAsync("PutRule", """{"Name":"made","EventPattern":"{\"source\":[\"x\"]}"}""");
        await running.EventsAsync("PutTargets", """{"Rule":"made","Targets":[{"Id":"t","Arn":"arn:aws:batch:us-east-1:123456789012:job-queue/q","BatchParameters":{"JobDefinition":"d","JobName":"made"}}]}""");
        await running.EventsAsync("PutEvents", """{"Entries":[{"Source":"x","DetailType":"x","Detail":"{}"}]}""");

        Assert.Equal("SUCCEEDED", Status(await running.EndedJobAsync()));
    }

    [Fact]
    public async Task What_the_templates_say_of_queues_and_definitions_is_what_AWS_Batch_shows()
    {
        await using var fair = await StartAsync("fair.yaml");
        var queue = (await fair.BatchAsync("describejobqueues", """{"jobQueues":["q"]}""")).GetProperty("jobQueues")[0];
        Assert.Equal("arn:aws:batch:us-east-1:123456789012:scheduling-policy/fair", queue.GetProperty("schedulingPolicyArn").GetString());
        Assert.Equal(600, queue.GetProperty("jobStateTimeLimitActions")[0].GetProperty("maxTimeSeconds").GetInt32());

        await using var licences = await StartAsync("licences.yaml");
        var licence = await licences.BatchAsync("describeconsumableresource", """{"consumableResource":"licence"}""");
        Assert.Equal(2, licence.GetProperty("totalQuantity").GetInt32());
    }

    [Theory]
    [InlineData("sam.yaml", "Left out: AWS::Serverless::StateMachine (Machine), which the local stack does not serve.", "Left out: the function Image: its code is an image, and the local stack starts no images.")]
    [InlineData("images.yaml", "Left out: AWS::ECR::Repository (Repository), which the local stack does not serve.", "Left out: AWS::CodeBuild::Project (Build), which the local stack does not serve.")]
    public void What_is_left_out_is_told(string file, params string[] lines)
    {
        var notes = TemplateLoader.Load(File.ReadAllText(Of(file)), new() { File = Of(file) }).Notes;

        Assert.All(lines, line => Assert.Contains(line, notes));
    }

    [Fact]
    public void No_template_of_the_folder_is_forgotten() => Assert.Equal(
        ["bucket.json", "buses.yaml", "cdk-fargate.json", "cdk-rule.json", "cdk-schedule.json", "containers.yaml", "decisions.yaml", "dropped.yaml", "environments.yaml", "failed.yaml", "fair.yaml", "fargate.yaml", "functions.yaml", "images.yaml", "licences.yaml", "loops.yaml", "network.yaml", "nightly.yaml", "nodes.yaml",
            "ordered.yaml", "others.yaml", "outside.yaml", "plain.json", "sam.yaml", "schedules.yaml", "service.yaml", "spelling.json", "twice.yaml", "unmanaged.yaml", "wide.yaml"],
        Directory.GetFiles(Path.GetDirectoryName(Of("x")) ?? "").Where(file => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    private static Task<RunningTemplate> StartAsync(string file) => RunningTemplate.StartAsync(Of(file), file == "outside.yaml" ? Parameters : null, Imports);

    private static string Status(JsonElement job) => $"{job.GetProperty("status").GetString()}";

    private static string Of(string file) => Repository.File($"tests/LocalCloud.Tests/Templates/{file}");
}
