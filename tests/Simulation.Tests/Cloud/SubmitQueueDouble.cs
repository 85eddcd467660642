using System.Text.Json;
using BatchFunctions.SubmitQueue;
using Simulation.Tests.Functions;

namespace Simulation.Tests.Cloud;

/// <summary>The submit queue as the functions see it.</summary>
internal sealed class SubmitQueueDouble(SimulatedQueue queue, Gate gate) : ISubmitQueue
{
    public Task SendAsync(IReadOnlyList<QueuedMessage> messages, TimeSpan delay, CancellationToken cancellation) =>
        gate.CallAsync($"sends {string.Join(", ", messages.Select(Name))}, after {delay.TotalSeconds} s", () =>
        {
            foreach (var message in messages)
            {
                queue.Send(Json(message), delay);
            }

            return Task.CompletedTask;
        });

    public Task GiveUpAsync(QueuedMessage message, string reason, CancellationToken cancellation) =>
        gate.CallAsync($"gives up {Name(message)}: {reason}", () =>
        {
            queue.DeadLetters.Add((Json(message), reason));

            return Task.CompletedTask;
        });

    private static string Json(QueuedMessage message) => JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage);

    private static string Name(QueuedMessage message) =>
        message.Job?.JobName ?? (message.FinishSubmission is { } submission ? $"finish {Short.Of(submission)}" : $"decide {Short.Of(message.DecideJob ?? "")}");
}
