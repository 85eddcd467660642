using System.Text;
using System.Text.Json;
using Amazon.Lambda.S3Events;
using BatchFunctions.Submissions;
using Support.Fuzz;

namespace BatchFunctions.Tests.Submissions;

public sealed class ResultLocationTests
{
    // AWS: S3 user guide, object keys.
    private const int MostBytes = 1024;

    [Theory]
    [InlineData("inbox/a/b.csv", "results/a/b.csv.json")]
    [InlineData("elsewhere/b.csv", "results/elsewhere/b.csv.json")]
    public void A_result_stands_beside_its_manifest(string key, string result) => Assert.Equal(result, ResultLocation.Of(key));

    [Theory]
    [InlineData(1017, 1024)]
    [InlineData(1018, 1024)]
    [InlineData(1024, 1024)]
    public void The_longest_key_that_S3_takes_has_a_result_that_S3_takes(int length, int result)
    {
        var key = "inbox/".PadRight(length - 5, 'a') + ".json";

        Assert.Equal(result, ResultLocation.Of(key).Length);
    }

    [Fact]
    public void A_name_that_is_cut_ends_in_a_hash_of_the_whole_and_is_the_same_each_time()
    {
        var key = "inbox/".PadRight(1019, 'a') + ".json";

        Assert.Matches(@"\Aresults/a{994}~[0-9a-f]{16}\.json\z", ResultLocation.Of(key));
        Assert.Equal(ResultLocation.Of(key), ResultLocation.Of(key));
        Assert.NotEqual(ResultLocation.Of(key), ResultLocation.Of("inbox/".PadRight(1018, 'a') + "b.json"));
        Assert.Equal(ResultLocation.Of(key), ResultLocation.Fit(ResultLocation.Of(key)));
        // As records of earlier versions hold it.
        Assert.Equal(ResultLocation.Of(key), ResultLocation.Fit($"results/{key["inbox/".Length..]}.json"));
    }

    [Fact]
    public void Any_key_has_a_result_of_whole_characters_that_S3_takes() => Law.Holds(2_000, random =>
    {
        var name = new StringBuilder("inbox/");
        while (Encoding.UTF8.GetByteCount(name.ToString()) < random.Between(900, 1015))
        {
            name.Append(random.Of("a", "é", "漢", "😀", "/"));
        }

        var result = ResultLocation.Of($"{name}.csv");

        Assert.InRange(Encoding.UTF8.GetByteCount(result), 1, MostBytes);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(result)));
        Assert.StartsWith("results/", result, StringComparison.Ordinal);
        Assert.EndsWith(".json", result, StringComparison.Ordinal);
    });

    [Fact]
    public async Task A_manifest_with_the_longest_key_is_taken_in_and_its_result_and_its_submission_say_where_it_is()
    {
        var stack = new FunctionStack();
        var key = "inbox/".PadRight(1019, 'a') + ".json";
        stack.Files.Manifests[key] = """{"jobs":[{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}]}""";
        await stack.Handler<ManifestDroppedHandler>().ManifestDropped(Dropped(key), stack.Context);
        var id = stack.Queue.Sent[0].Message.Job?.SubmissionId ?? "";
        var answer = await Http.HttpAnswer.OfAsync(stack.Handler<DescribeSubmissionHandler>().DescribeSubmission(id, new(), stack.Context));

        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal($"s3://inbox-bucket/{ResultLocation.Of(key)}", body.RootElement.GetProperty("result").GetString());
        Assert.Contains(stack.Log.Lines, line => line.Fields.Values.Contains(ResultLocation.Of(key)));
    }

    [Fact]
    public async Task A_file_that_fails_stops_no_other_of_its_event()
    {
        var stack = new FunctionStack();
        stack.Files.Manifests["inbox/good.json"] = """{"jobs":[{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}]}""";
        var dropped = Dropped("", "inbox/good.json");

        await Assert.ThrowsAsync<AggregateException>(() => stack.Handler<ManifestDroppedHandler>().ManifestDropped(dropped, stack.Context));
        await Assert.ThrowsAsync<AggregateException>(() => stack.Handler<ManifestDroppedHandler>().ManifestDropped(dropped, stack.Context));

        Assert.Single(stack.Queue.Sent, sent => sent.Message.Job is not null);
    }

    private static S3Event Dropped(params IEnumerable<string> keys) => new()
    {
        Records =
        [
            .. keys.Select(key => new S3Event.S3EventNotificationRecord
            {
                S3 = new S3Event.S3Entity
                {
                    Bucket = new S3Event.S3BucketEntity { Name = "inbox-bucket" },
                    Object = new S3Event.S3ObjectEntity { Key = key, VersionId = "v1" },
                },
            }),
        ],
    };
}
