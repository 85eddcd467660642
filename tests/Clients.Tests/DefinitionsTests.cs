using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Batch.Model;
using EndToEnd.Tests;

namespace Clients.Tests;

/// <summary>Job definitions of ours that together use every member there is: registered, described, registered again, and run.</summary>
[Collection(ClientCollection.Name)]
public sealed class DefinitionsTests(ClientStack stack)
{
    // What AWS adds to every definition, and to containerProperties where it was left out.
    private static readonly string[] Additions =
    [
        "jobDefinitionArn", "revision", "status", "containerOrchestrationType", "parameters", "tags",
        "retryStrategy.evaluateOnExit",
        "containerProperties.command", "containerProperties.environment", "containerProperties.mountPoints", "containerProperties.resourceRequirements",
        "containerProperties.secrets", "containerProperties.ulimits", "containerProperties.volumes",
        "containerProperties.fargatePlatformConfiguration",
    ];

    private static readonly string[] OfARevision = ["jobDefinitionArn", "revision", "status", "containerOrchestrationType"];

    public static TheoryData<string> All() => new(Definition.Names);

    public static TheoryData<string> Run() => new(Definition.Names.Where(name => new Definition(name).Job.Find("ends") is not null));

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_definition_is_described_member_for_member_as_it_was_sent_and_its_description_registers_again(string name)
    {
        var sent = new Definition(name).Request;

        var described = await DescribeAsync(await stack.RawAsync("RegisterJobDefinition", sent.GetRawText()));
        var again = JsonNode.Parse(described.GetRawText())?.AsObject() ?? [];
        foreach (var member in OfARevision)
        {
            again.Remove(member);
        }

        var second = await DescribeAsync(await stack.RawAsync("RegisterJobDefinition", again.ToJsonString()));

        var difference = Difference.Between(sent, described);
        Assert.Empty(difference.Changed);
        Assert.Empty(difference.Added.Except(Additions));
        Assert.Equal(["jobDefinitionArn", "revision"], Difference.Between(described, second).Changed.Order());
        Assert.Empty(Difference.Between(described, second).Added);
    }

    [Fact]
    public void Every_member_that_a_definition_can_have_is_in_one_of_them()
    {
        var shapes = JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "batch.model.json"))).GetProperty("shapes");
        var (possible, used) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        Collect("RegisterJobDefinitionRequest");
        foreach (var name in Definition.Names)
        {
            Use("RegisterJobDefinitionRequest", new Definition(name).Request);
        }

        Assert.Empty(possible.Except(used));

        void Collect(string shape)
        {
            var facts = shapes.GetProperty(shape);
            foreach (var part in (string[])["member", "value"])
            {
                if (facts.TryGetProperty(part, out var item))
                {
                    Collect(item.Text("shape"));
                }
            }

            if (facts.Find("type") == "structure")
            {
                foreach (var member in facts.GetProperty("members").EnumerateObject().Where(member => possible.Add($"{shape}.{member.Name}")))
                {
                    Collect(member.Value.Text("shape"));
                }
            }
        }

        void Use(string shape, JsonElement value)
        {
            var facts = shapes.GetProperty(shape);
            switch (facts.Find("type"))
            {
                case "structure":
                    foreach (var member in value.EnumerateObject())
                    {
                        used.Add($"{shape}.{member.Name}");
                        Use(facts.GetProperty("members").GetProperty(member.Name).Text("shape"), member.Value);
                    }

                    break;
                case "list":
                    foreach (var item in value.EnumerateArray())
                    {
                        Use(facts.GetProperty("member").Text("shape"), item);
                    }

                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Run))]
    public async Task A_job_of_it_runs_and_ends_as_it_should(string name)
    {
        var (request, wanted) = (new Definition(name).Request, new Definition(name).Job);
        var registered = await stack.RawAsync("RegisterJobDefinition", request.GetRawText());

        var job = await stack.EndAsync((await SubmitAsync(registered, wanted)).JobId);

        Assert.True(job.Status == wanted.Text("ends"), $"{job.Status}: {job.StatusReason} {job.Container?.Reason} {Ends(job)}");
        if (wanted.TryGetProperty("attempts", out var attempts))
        {
            Assert.Equal(attempts.GetInt32(), job.Attempts.Count);
        }

        if (wanted.TryGetProperty("prints", out var prints))
        {
            var options = request.TryGetProperty("containerProperties", out var container) && container.TryGetProperty("logConfiguration", out var logs) && logs.TryGetProperty("options", out var given) ? given : default;
            var group = options.ValueKind == JsonValueKind.Object ? options.Find("awslogs-group") : null;
            var stream = wanted.Find("container") is { } of
                ? job.EcsProperties?.TaskProperties[0].Containers.First(one => one.Name == of).LogStreamName
                : job.Container?.LogStreamName;
            var lines = await stack.LinesAsync(stream ?? "", group);
            Assert.Equal(prints.EnumerateArray().Select(line => line.GetString()), ClientStack.OwnLines(lines));
            Assert.Equal(wanted.Find("told") is not null, lines.Any(line => line.Contains($"without effect on a process: {wanted.Find("told")}", StringComparison.Ordinal)));
        }
    }

    private static string Ends(JobDetail job) => string.Join(
        ", ",
        (job.EcsProperties?.TaskProperties ?? []).SelectMany(task => task.Containers).Select(one => $"{one.Name} {one.ExitCode} {one.Reason}")
            .Concat((job.EksAttempts ?? []).SelectMany(attempt => attempt.InitContainers.Concat(attempt.Containers)).Select(one => $"{one.Name} {one.ExitCode} {one.Reason}")));

    private async Task<SubmitJobResponse> SubmitAsync(JsonElement registered, JsonElement wanted) => await stack.Batch.SubmitJobAsync(
        new()
        {
            JobName = registered.Text("jobDefinitionName"),
            JobQueue = wanted.Find("queue") ?? ClientStack.Ec2Queue,
            JobDefinition = registered.Text("jobDefinitionArn"),
            ContainerOverrides = wanted.TryGetProperty("overrides", out var command)
                ? new() { Command = [.. command.EnumerateArray().Select(word => word.GetString() ?? "")] }
                : null,
        },
        ClientStack.Cancellation);

    private async Task<JsonElement> DescribeAsync(JsonElement registered) => Assert.Single(
        (await stack.RawAsync("DescribeJobDefinitions", $$"""{"jobDefinitions": ["{{registered.Text("jobDefinitionArn")}}"]}"""))
            .GetProperty("jobDefinitions").EnumerateArray());
}
