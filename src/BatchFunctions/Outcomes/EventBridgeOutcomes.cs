using Amazon.EventBridge;
using Amazon.EventBridge.Model;

namespace BatchFunctions.Outcomes;

/// <summary>The stack's bus on EventBridge.</summary>
internal sealed class EventBridgeOutcomes(IAmazonEventBridge events, string busName) : IOutcomes
{
    public async Task PublishAsync(OutcomeEvent happening, CancellationToken cancellation)
    {
        var answer = await events.PutEventsAsync(
            new PutEventsRequest
            {
                Entries =
                [
                    new PutEventsRequestEntry
                    {
                        EventBusName = busName,
                        Source = OutcomeEvent.Source,
                        DetailType = happening.DetailType,
                        Detail = happening.Detail,
                    },
                ],
            },
            cancellation);

        // AWS: the call succeeds although single events failed; those are told one by one (API_PutEvents).
        if (answer.FailedEntryCount > 0)
        {
            throw new IOException($"The bus did not take '{happening.DetailType}': {answer.Entries?[0].ErrorMessage}");
        }
    }
}
