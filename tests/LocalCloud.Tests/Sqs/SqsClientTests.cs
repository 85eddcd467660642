using Amazon.SQS;
using Amazon.SQS.Model;

namespace LocalCloud.Tests.Sqs;

/// <summary>The SQS endpoint as the AWS SDK sees it, which checks every MD5.</summary>
public sealed class SqsClientTests : IAsyncLifetime
{
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(queues: [new() { Name = "work" }]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public async Task A_message_comes_with_its_attributes()
    {
        using var sqs = Services.Sqs;
        var url = (await sqs.GetQueueUrlAsync("work", Cancellation)).QueueUrl;
        await sqs.SendMessageAsync(
            new()
            {
                QueueUrl = url,
                MessageBody = "héllo",
                MessageAttributes = new()
                {
                    ["text"] = new() { DataType = "String", StringValue = "é" },
                    ["number"] = new() { DataType = "Number.int", StringValue = "5" },
                    ["bytes"] = new() { DataType = "Binary", BinaryValue = new([0, 1, 255]) },
                },
            },
            Cancellation);

        var received = await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = url, MessageAttributeNames = ["All"], MessageSystemAttributeNames = ["All"], WaitTimeSeconds = 1 }, Cancellation);
        var message = Assert.Single(received.Messages);

        Assert.Equal("héllo", message.Body);
        Assert.Equal(("é", "5"), (message.MessageAttributes["text"].StringValue, message.MessageAttributes["number"].StringValue));
        Assert.Equal([0, 1, 255], message.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal(("1", "123456789012"), (message.Attributes["ApproximateReceiveCount"], message.Attributes["SenderId"]));
    }

    [Fact]
    public async Task Each_entry_of_a_batch_succeeds_or_fails_for_itself()
    {
        using var sqs = Services.Sqs;
        var url = (await sqs.CreateQueueAsync("made", Cancellation)).QueueUrl;
        var sent = await sqs.SendMessageBatchAsync(
            url, [new("a", "1"), new("b", "2") { DelaySeconds = 1_000 }, new("c", "3")], Cancellation);
        var received = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 1 }, Cancellation);
        var deleted = await sqs.DeleteMessageBatchAsync(
            url, [.. received.Messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"d{index}", message.ReceiptHandle)), new("bad", "no receipt")], Cancellation);

        Assert.Equal(["a", "c"], sent.Successful.Select(entry => entry.Id));
        Assert.Equal(("b", "InvalidParameterValue"), (sent.Failed.Single().Id, sent.Failed.Single().Code));
        Assert.Equal(2, deleted.Successful.Count);
        Assert.Equal("ReceiptHandleIsInvalid", deleted.Failed.Single().Code);
    }

    [Fact]
    public async Task Attributes_are_described_changed_and_checked()
    {
        using var sqs = Services.Sqs;
        var url = (await sqs.GetQueueUrlAsync("work", Cancellation)).QueueUrl;
        await sqs.SetQueueAttributesAsync(url, new() { ["VisibilityTimeout"] = "77" }, Cancellation);

        var attributes = await sqs.GetQueueAttributesAsync(url, ["All"], Cancellation);
        var refused = await Assert.ThrowsAsync<InvalidAttributeValueException>(() => sqs.SetQueueAttributesAsync(url, new() { ["DelaySeconds"] = "901" }, Cancellation));

        Assert.Equal((77, "arn:aws:sqs:us-east-1:123456789012:work"), (attributes.VisibilityTimeout, attributes.QueueARN));
        Assert.Contains("DelaySeconds", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_not_supported_is_refused_by_name()
    {
        using var sqs = Services.Sqs;

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => sqs.GetQueueUrlAsync("nowhere", Cancellation));
        Assert.Contains("FIFO", (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => sqs.CreateQueueAsync("x.fifo", Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("ListQueueTags", (await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => sqs.ListQueueTagsAsync(new() { QueueUrl = $"{Services.Gateway.Endpoint}123456789012/work" }, Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_can_be_sent_back_to_where_they_came_from()
    {
        using var sqs = Services.Sqs;
        var dead = (await sqs.CreateQueueAsync("dead", Cancellation)).QueueUrl;
        var url = (await sqs.CreateQueueAsync(
            new CreateQueueRequest
            {
                QueueName = "flaky",
                Attributes = new() { ["VisibilityTimeout"] = "0", ["RedrivePolicy"] = """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":"1"}""" },
            },
            Cancellation)).QueueUrl;
        await sqs.SendMessageAsync(url, "again", Cancellation);
        await sqs.ReceiveMessageAsync(url, Cancellation);
        await sqs.ReceiveMessageAsync(url, Cancellation);
        var depth = await sqs.GetQueueAttributesAsync(dead, ["ApproximateNumberOfMessages"], Cancellation);
        await sqs.StartMessageMoveTaskAsync(new() { SourceArn = "arn:aws:sqs:us-east-1:123456789012:dead" }, Cancellation);

        Assert.Equal(1, depth.ApproximateNumberOfMessages);
        Assert.Equal("again", (await sqs.ReceiveMessageAsync(url, Cancellation)).Messages.Single().Body);
    }

    [Fact]
    public async Task Dead_letters_go_nowhere_but_to_a_queue_that_is_there()
    {
        using var sqs = Services.Sqs;
        await sqs.CreateQueueAsync("parked", Cancellation);
        async Task<string> RefusalAsync(string destination) => (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => sqs.StartMessageMoveTaskAsync(
            new() { SourceArn = "arn:aws:sqs:us-east-1:123456789012:parked", DestinationArn = destination }, Cancellation))).Message;

        Assert.Contains("DestinationArn", await RefusalAsync("parked"), StringComparison.Ordinal);
        Assert.Contains("nowhere", await RefusalAsync("arn:aws:sqs:us-east-1:123456789012:nowhere"), StringComparison.Ordinal);
    }
}
