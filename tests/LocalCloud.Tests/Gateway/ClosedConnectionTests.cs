using LocalCloud.Gateway;
using LocalCloud.Mishaps;
using LocalCloud.Sqs;

namespace LocalCloud.Tests.Gateway;

/// <summary>Chaos that closes the connections of calls without an answer.</summary>
public sealed class ClosedConnectionTests
{
    private const int Calls = 40;

    [Fact]
    public async Task Calls_end_without_an_answer_and_about_half_of_them_were_carried_out()
    {
        Chaos chaos = new(ChaosPolicy.Parse("close=1"), 7);
        await using var services = await LocalServices.StartAsync(queues: [Queue("jobs")], chaos: chaos);
        services.Gateway.MarkReady();

        for (var n = 0; n < Calls; n++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => Send(services).SendAsync());
        }

        Assert.Equal(Calls, chaos.Tally.Closed);
        Assert.InRange(await CountAsync(services), Calls / 4, Calls * 3 / 4);
    }

    [Fact]
    public async Task Without_chaos_every_call_is_answered()
    {
        await using var services = await LocalServices.StartAsync(queues: [Queue("jobs")], chaos: new(ChaosPolicy.Parse("close=0"), 7));
        services.Gateway.MarkReady();

        Assert.Equal(200, (await Send(services).SendAsync()).Status);
        Assert.Equal(1, await CountAsync(services));
    }

    [Fact]
    public async Task While_the_stack_starts_no_connection_is_closed()
    {
        await using var services = await LocalServices.StartAsync(queues: [Queue("jobs")], chaos: new(ChaosPolicy.Parse("close=1"), 7));

        Assert.Equal(200, (await Send(services).SendAsync()).Status);
    }

    [Fact]
    public async Task Uploads_are_spared_since_a_repetition_makes_another_version()
    {
        await using var services = await LocalServices.StartAsync(chaos: new(ChaosPolicy.Parse("close=1"), 7));
        services.Gateway.MarkReady();

        var answer = await new SignedCall(services) { Service = "s3", Method = "GET", Path = "/", Target = null, Body = [], Payload = PayloadSigning.Unsigned }.SendAsync();

        Assert.Equal(200, answer.Status);
    }

    private static QueueSettings Queue(string name) => new() { Name = name };

    private static SignedCall Send(LocalServices services) => new(services)
    {
        Target = "AmazonSQS.SendMessage",
        Body = """{"QueueUrl":"http://127.0.0.1/123456789012/jobs","MessageBody":"hello"}"""u8.ToArray(),
    };

    private static async Task<int> CountAsync(LocalServices services)
    {
        var count = 0;
        while (await services.Queues.ReceiveAsync("jobs", 10, TimeSpan.Zero, TestContext.Current.CancellationToken) is { Count: > 0 } messages)
        {
            count += messages.Count;
        }

        return count;
    }
}
