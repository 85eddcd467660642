using System.Text.Json;
using Amazon.EventBridge;
using BatchFunctions.Outcomes;

namespace BatchFunctions.Tests.Adapters;

public sealed class EventBridgeOutcomesTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outcome_goes_to_the_stack_s_bus_under_its_name()
    {
        var aws = new CannedAws((200, """{"FailedEntryCount":0,"Entries":[{"EventId":"e-1"}]}"""));

        await Outcomes(aws).PublishAsync(new OutcomeEvent("Job Finished", """{"key":"j/finished"}"""), None);

        using var request = JsonDocument.Parse(aws.Bodies[0]);
        var entry = request.RootElement.GetProperty("Entries")[0];
        Assert.Equal(
            ("bus", "batch-functions", "Job Finished", """{"key":"j/finished"}"""),
            (entry.GetProperty("EventBusName").GetString(), entry.GetProperty("Source").GetString(), entry.GetProperty("DetailType").GetString(), entry.GetProperty("Detail").GetString()));
    }

    [Fact]
    public async Task An_outcome_that_the_bus_does_not_take_is_an_error()
    {
        var aws = new CannedAws((200, """{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure","ErrorMessage":"later"}]}"""));

        var error = await Assert.ThrowsAsync<IOException>(() => Outcomes(aws).PublishAsync(new OutcomeEvent("Job Finished", "{}"), None));

        Assert.Equal("The bus did not take 'Job Finished': later", error.Message);
    }

    private static EventBridgeOutcomes Outcomes(CannedAws aws) =>
        new(new AmazonEventBridgeClient(CannedAws.Credentials, aws.Configure(new AmazonEventBridgeConfig())), "bus");
}
