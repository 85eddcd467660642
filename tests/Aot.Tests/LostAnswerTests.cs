using System.Text.Json;
using Support.RuntimeApi;

namespace Aot.Tests;

/// <summary>The function as a process of its own, with the SDK as it is, and a server that takes the job and does not say so.</summary>
public sealed class LostAnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LostAnswer.Closed)]
    [InlineData(LostAnswer.Reset)]
    [InlineData(LostAnswer.Html)]
    [InlineData(LostAnswer.Empty)]
    [InlineData(LostAnswer.NoId)]
    [InlineData(LostAnswer.Redirect)]
    public async Task A_SubmitJob_whose_answer_is_lost_leaves_the_process_once_and_the_caller_is_told_to_ask_again_later(LostAnswer lost)
    {
        await using var function = new RunningFunction("SubmitJob", lost);

        var answer = await function.InvokeAsync(HandlerCase.All["SubmitJob"].Payload, Cancellation);

        using var response = JsonDocument.Parse(answer.Body);
        Assert.Equal(202, response.RootElement.GetProperty("statusCode").GetInt32());
        Assert.Single(function.Calls, call => call == "POST /v1/submitjob");
    }

    [Theory]
    [InlineData("RegisterJobDefinition", LostAnswer.Closed)]
    [InlineData("RegisterJobDefinition", LostAnswer.Html)]
    [InlineData("CreateJobQueue", LostAnswer.Closed)]
    [InlineData("CreateComputeEnvironment", LostAnswer.Closed)]
    public async Task A_request_to_make_a_resource_leaves_the_process_once_too(string handler, LostAnswer lost)
    {
        var operation = handler.ToLowerInvariant();
        await using var function = new RunningFunction(handler, lost, operation);

        var answer = await function.InvokeAsync(HandlerCase.All[handler].Payload, Cancellation);

        using var response = JsonDocument.Parse(answer.Body);
        Assert.Equal(503, response.RootElement.GetProperty("statusCode").GetInt32());
        Assert.Single(function.Calls, call => call == $"POST /v1/{operation}");
    }

    [Theory]
    [InlineData(LostAnswer.Closed)]
    [InlineData(LostAnswer.Html)]
    public async Task A_queued_job_whose_answer_is_lost_leaves_the_process_once_and_is_put_back_on_the_queue(LostAnswer lost)
    {
        await using var function = new RunningFunction("SubmitQueuedJobs", lost);

        var answer = await function.InvokeAsync(HandlerCase.All["SubmitQueuedJobs"].Payload, Cancellation);

        Assert.Equal("""{"batchItemFailures":[]}""", answer.Body);
        Assert.Single(function.Calls, call => call == "POST /v1/submitjob");
        Assert.Contains("AmazonSQS.SendMessageBatch", function.Calls);
    }
}
