using System.Text;
using LocalCloud.EventSources;
using LocalCloud.Sqs;

namespace LocalCloud.Tests.EventSources;

public sealed class BatchOutcomeTests
{
    private static readonly IReadOnlyList<ReceivedMessage> Batch = [Message("a"), Message("b"), Message("c")];

    [Theory]
    [InlineData("""{"batchItemFailures":[]}""", "a,b,c")]
    [InlineData("""{"batchItemFailures":null}""", "a,b,c")]
    [InlineData("{}", "a,b,c")]
    [InlineData("null", "a,b,c")]
    [InlineData("", "a,b,c")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"b"}]}""", "a,c")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"nobody"}]}""", "")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""", "")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""", "")]
    [InlineData("""{"batchItemFailures":[{"id":"b"}]}""", "")]
    [InlineData("""{"batchItemFailures":"b"}""", "")]
    [InlineData("[]", "")]
    [InlineData("not json", "")]
    public void A_function_that_reports_item_failures_decides_message_by_message(string answer, string deleted) =>
        Assert.Equal(deleted, Deleted(answer, isError: false, reportsItemFailures: true));

    [Fact]
    public void A_failed_function_keeps_all_messages() =>
        Assert.Equal("", Deleted("""{"batchItemFailures":[]}""", isError: true, reportsItemFailures: true));

    [Fact]
    public void Without_item_failures_any_answer_is_a_success() =>
        Assert.Equal("a,b,c", Deleted("""{"batchItemFailures":[{"itemIdentifier":"b"}]}""", isError: false, reportsItemFailures: false));

    [Fact]
    public void A_batch_looks_as_Lambda_gives_it() =>
        Assert.Equal(
            """{"Records":[{"messageId":"a","receiptHandle":"handle-a","body":"hello","attributes":{"ApproximateReceiveCount":"2","SentTimestamp":"1000","SenderId":"LOCAL","ApproximateFirstReceiveTimestamp":"2000"},"messageAttributes":{"kind":{"stringValue":"x","stringListValues":[],"binaryListValues":[],"dataType":"String"}},"md5OfBody":"5d41402abc4b2a76b9719d911017c592","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:1:q","awsRegion":"us-east-1"}]}""",
            Encoding.UTF8.GetString(QueueEvent.Write([Message("a")], "arn:aws:sqs:us-east-1:1:q", "us-east-1").Span));

    private static string Deleted(string answer, bool isError, bool reportsItemFailures) =>
        string.Join(',', BatchOutcome.Done(Batch, new("r", Encoding.UTF8.GetBytes(answer), isError), reportsItemFailures).Select(message => message.MessageId));

    private static ReceivedMessage Message(string id) => new()
    {
        MessageId = id,
        ReceiptHandle = $"handle-{id}",
        Body = "hello",
        Md5OfBody = "5d41402abc4b2a76b9719d911017c592",
        ReceiveCount = 2,
        SentAt = DateTimeOffset.FromUnixTimeMilliseconds(1000),
        FirstReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(2000),
        Attributes = new Dictionary<string, MessageAttribute> { ["kind"] = new("String", "x", null) },
    };
}
