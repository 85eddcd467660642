using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.SQS;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Tests.Adapters;

public sealed class SqsSubmitQueueTests
{
    private static readonly QueuedMessage Finish = SubmissionMessages.Finish("sub", A.Noon);

    private static readonly string Body = JsonSerializer.Serialize(Finish, QueueJson.Default.QueuedMessage);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_that_SQS_did_not_take_are_sent_again_and_only_those()
    {
        var aws = new CannedAws((200, Answer(taken: ["0"], failed: ["1"])), (200, Answer(taken: ["1"], failed: [])));

        await Queue(aws).SendAsync([Finish, Finish], TimeSpan.FromSeconds(1.2), None);

        Assert.Equal(["SendMessageBatch", "SendMessageBatch"], aws.Calls);
        using var second = JsonDocument.Parse(aws.Bodies[1]);
        var entry = Assert.Single(second.RootElement.GetProperty("Entries").EnumerateArray());
        Assert.Equal(("1", Body, 2), (entry.GetProperty("Id").GetString(), entry.GetProperty("MessageBody").GetString(), entry.GetProperty("DelaySeconds").GetInt32()));
    }

    [Fact]
    public async Task What_SQS_never_takes_is_an_error_in_the_end()
    {
        var aws = new CannedAws([.. Enumerable.Repeat((200, Answer(taken: [], failed: ["0"])), 6)]);

        var error = await Assert.ThrowsAsync<IOException>(() => Queue(aws).SendAsync([Finish], TimeSpan.Zero, None));

        Assert.Equal("SQS did not take 1 of the messages: no", error.Message);
    }

    [Fact]
    public async Task What_SQS_refuses_for_what_it_holds_is_not_sent_again()
    {
        var aws = new CannedAws((200, """{"Successful":[],"Failed":[{"Id":"0","Code":"InvalidMessageContents","Message":"no","SenderFault":true}]}"""));

        await Assert.ThrowsAsync<IOException>(() => Queue(aws).SendAsync([Finish], TimeSpan.Zero, None));

        Assert.Single(aws.Calls);
    }

    [Theory]
    [InlineData("", "Nobody said why.")]
    [InlineData("a\tb\r\nc\u0000d\u001Be\uFFFEf\uFFFFg", "a\tb\r\nc?d?e?f?g")]
    [InlineData("é漢😀", "é漢😀")]
    public void A_reason_is_one_that_SQS_takes_whatever_was_said(string said, string taken)
    {
        Assert.Equal(taken, SqsSubmitQueue.Fit(said));
        Assert.Equal(1024, SqsSubmitQueue.Fit(new string('x', 300_000)).Length);
    }

    [Fact]
    public async Task A_dead_letter_carries_its_reason()
    {
        var aws = new CannedAws((200, $$"""{"MessageId":"m-1","MD5OfMessageBody":"{{Md5(Body)}}"}"""));

        await Queue(aws).GiveUpAsync(Finish, "Too Many Requests (20 tries)", None);

        using var request = JsonDocument.Parse(aws.Bodies[0]);
        Assert.Equal("https://sqs/dead", request.RootElement.GetProperty("QueueUrl").GetString());
        Assert.Equal(
            "Too Many Requests (20 tries)",
            request.RootElement.GetProperty("MessageAttributes").GetProperty("Reason").GetProperty("StringValue").GetString());
    }

    private static string Answer(string[] taken, string[] failed) => $$"""
        {
          "Successful": [{{string.Join(',', taken.Select(id => $$"""{"Id":"{{id}}","MessageId":"m","MD5OfMessageBody":"{{Md5(Body)}}"}"""))}}],
          "Failed": [{{string.Join(',', failed.Select(id => $$"""{"Id":"{{id}}","Code":"InternalError","Message":"no","SenderFault":false}"""))}}]
        }
        """;

    [SuppressMessage("Security", "CA5351", Justification = "SQS checks what it carries by MD5.")]
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    private static SqsSubmitQueue Queue(CannedAws aws) =>
        new(new AmazonSQSClient(CannedAws.Credentials, aws.Configure(new AmazonSQSConfig())), "https://sqs/submit", "https://sqs/dead");
}
