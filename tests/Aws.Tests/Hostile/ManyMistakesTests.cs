using System.Text;
using System.Text.Json;
using Amazon.Batch.Internal;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;
using AWSSDK.ServiceRuntime.Json;
using Support.Fuzz;

namespace Aws.Tests.Hostile;

public sealed class ManyMistakesTests
{
    [Fact]
    public void Of_a_million_mistakes_the_first_are_kept_and_the_rest_cost_nothing()
    {
        var findings = new Findings();
        var body = Encoding.UTF8.GetBytes($$"""{"dependsOn":[{{new StringBuilder().Insert(0, "1,", 500_000)}}1]}""");

        var allocated = Law.Allocated(() => ShapeReader.ReadAll(body, SubmitJobRequestJson.Read, findings));

        Assert.Equal(Findings.Most, findings.All.Count);
        Assert.Equal("dependsOn[99]", findings.All[^1].Path);
        Assert.True(allocated < 40_000_000, $"{allocated} bytes");
    }

    [Fact]
    public void Unknown_members_never_keep_out_what_is_wrong()
    {
        var findings = new Findings();
        var body = Encoding.UTF8.GetBytes($$"""{ {{string.Join(',', Enumerable.Range(0, 1_000).Select(n => $"\"x{n}\":1"))}},"jobName":7}""");

        ShapeReader.ReadAll(body, SubmitJobRequestJson.Read, findings);

        Assert.Equal((FindingKind.WrongType, "jobName"), (findings.All[^1].Kind, findings.All[^1].Path));
    }

    [Fact]
    public void Any_body_is_read_with_findings_or_is_no_JSON() => Law.Holds(3_000, random =>
    {
        var body = Encoding.UTF8.GetBytes(HostileJson.Value(random, ["jobName", "dependsOn", "jobId", "parameters", "containerOverrides", "command", "arrayProperties", "size", "tags", "timeout"]));
        foreach (var operation in BatchModel.Operations.Operations)
        {
            var findings = new Findings();
            try
            {
                operation.Check(operation.ReadRequest(body, new(), findings), findings);
            }
            catch (JsonException)
            {
                // The one refusal there is.
            }
        }
    });

    [Fact]
    public void Any_client_context_is_read_or_is_no_JSON() => Law.Holds(2_000, random =>
    {
        var header = HostileJson.Value(random, ["client", "custom", "env", "app_title", "cognitoIdentityId"]);
        foreach (var read in (Action[])[() => ClientContext.Parse(header), () => CognitoIdentity.Parse(header)])
        {
            try
            {
                read();
            }
            catch (Exception refused) when (refused is JsonException or InvalidOperationException)
            {
                // The invocation fails with it; the process goes on.
            }
        }
    });
}
