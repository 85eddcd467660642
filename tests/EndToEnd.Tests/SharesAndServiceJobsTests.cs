using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>A queue with shares, consumable resources and jobs on another service, by the HTTP API alone.</summary>
[Collection(StackCollection.Name)]
public sealed class SharesAndServiceJobsTests(StackFixture fixture)
{
    private Api Api => fixture.Api;

    [Fact]
    public async Task A_queue_with_shares_runs_the_jobs_that_name_one_and_lists_them_by_it()
    {
        await SmallResources.EnsureAsync(Api);
        var policy = await Api.PostAsync(
            "/scheduling-policies",
            """{"name":"shared","fairsharePolicy":{"shareDecaySeconds":60,"shareDistribution":[{"shareIdentifier":"research","weightFactor":0.5}]}}""",
            HttpStatusCode.Created);
        await Api.PostAsync(
            "/job-queues",
            $$"""{"jobQueueName":"shared","priority":1,"schedulingPolicyArn":"{{policy.Text("arn")}}","computeEnvironmentOrder":[{"order":1,"computeEnvironment":"small"}]}""",
            HttpStatusCode.Created);
        await Api.PollAsync("/job-queues/shared", one => one.Find("status") == "VALID");
        await Api.PostAsync("/consumable-resources", """{"consumableResourceName":"licence","totalQuantity":1}""", HttpStatusCode.Created);

        var refused = await Api.PostAsync("/submissions", """{"jobs":[{"jobName":"nobody-s","jobQueue":"shared","jobDefinition":"small"}]}""", HttpStatusCode.BadRequest);
        Assert.StartsWith("The job queue 'shared' has a scheduling policy: ", refused.GetProperty("errors")[0].Text("message"), StringComparison.Ordinal);

        const string Job = """
            {"jobName":"mine","jobQueue":"shared","jobDefinition":"small","shareIdentifier":"research","schedulingPriorityOverride":5,
             "consumableResourcePropertiesOverride":{"consumableResourceList":[{"consumableResource":"licence","quantity":1}]}}
            """;
        var jobId = await Api.SubmitAsync(Job);
        var other = await Api.SubmitAsync(Job.Replace("research", "others", StringComparison.Ordinal));
        Assert.Equal(("SUCCEEDED", "research"), (await EndAsync(jobId), (await Api.GetAsync($"/jobs/{jobId}")).Text("shareIdentifier")));
        Assert.Equal("SUCCEEDED", await EndAsync(other));

        var listed = await Api.GetAsync("/jobs?jobQueue=shared&shareIdentifier=research");
        Assert.Equal([jobId], listed.GetProperty("jobs").EnumerateArray().Select(job => job.Text("jobId")));
        var again = await Api.PostAsync($"/jobs/{jobId}/resubmit", "{}", HttpStatusCode.Created);
        Assert.Equal("SUCCEEDED", await EndAsync(again.Text("jobId")));
        Assert.Equal(2, (await Api.GetAsync("/jobs?jobQueue=shared&shareIdentifier=research")).GetProperty("jobs").GetArrayLength());

        await Api.SendAsync(HttpMethod.Patch, "/consumable-resources/licence", """{"operation":"ADD","quantity":2}""", HttpStatusCode.Accepted);
        var licence = await Api.GetAsync("/consumable-resources/licence");
        Assert.Equal((3, 0), (licence.GetProperty("totalQuantity").GetInt32(), licence.GetProperty("inUseQuantity").GetInt32()));
        await Api.SendAsync(HttpMethod.Delete, "/consumable-resources/licence", null, HttpStatusCode.Accepted);
        await Api.SendAsync(HttpMethod.Get, "/consumable-resources/licence", null, HttpStatusCode.NotFound);
        Assert.Equal(60, (await Api.GetAsync("/scheduling-policies/shared")).GetProperty("fairsharePolicy").GetProperty("shareDecaySeconds").GetInt32());
    }

    [Fact]
    public async Task A_service_job_is_submitted_tracked_to_its_end_and_listed()
    {
        await Api.PostAsync(
            "/service-environments",
            """{"serviceEnvironmentName":"training","serviceEnvironmentType":"SAGEMAKER_TRAINING","capacityLimits":[{"maxCapacity":2,"capacityUnit":"NUM_INSTANCES"}]}""",
            HttpStatusCode.Created);
        await Api.PollAsync("/service-environments/training", one => one.Find("status") == "VALID");
        await Api.PostAsync(
            "/job-queues",
            """{"jobQueueName":"trainings","priority":1,"jobQueueType":"SAGEMAKER_TRAINING","serviceEnvironmentOrder":[{"order":1,"serviceEnvironment":"training"}]}""",
            HttpStatusCode.Created);
        await Api.PollAsync("/job-queues/trainings", one => one.Find("status") == "VALID");

        var jobId = (await Api.PostAsync("/service-jobs", Training("1"), HttpStatusCode.Created)).Text("jobId");
        var ended = await Api.PollAsync($"/service-jobs/{jobId}", one => one.Find("status") is "SUCCEEDED" or "FAILED");
        Assert.Equal(("SUCCEEDED", "SAGEMAKER_TRAINING"), (ended.Text("status"), ended.Text("serviceJobType")));
        Assert.Equal("SUCCEEDED", ended.GetProperty("detail").Text("status"));

        var preempted = (await Api.PostAsync("/service-jobs", Training("2", "preempted", null, "preemptAfterSeconds", "1"), HttpStatusCode.Created)).Text("jobId");
        var failing = (await Api.PostAsync("/service-jobs", Training("1", "failing", """[{"action":"resubmit"}]""", "failure", "AlgorithmError: exit 1"), HttpStatusCode.Created)).Text("jobId");
        var history = (await Api.PollAsync($"/service-jobs/{preempted}", one => one.Find("status") == "SUCCEEDED" && one.GetRawText().Contains("PREEMPTION_COMPLETED", StringComparison.Ordinal))).GetProperty("history");
        Assert.Equal(
            ["PREEMPTION_STARTED RUNNING", "PREEMPTION_COMPLETED RUNNABLE"],
            history.EnumerateArray().Where(line => line.Find("event") is not null).Select(line => $"{line.Text("event")} {line.Text("status")}"));
        var first = await Api.PollAsync($"/service-jobs/{failing}", one => one.Find("resubmittedAs") is not null);
        Assert.Equal(("ApplicationError", "RESUBMITTED"), (first.Text("cause"), first.Text("decision")));
        var second = await Api.PollAsync($"/service-jobs/{first.Text("resubmittedAs")}", one => one.Find("decision") == "GIVEN_UP");
        Assert.Equal(("ApplicationError again after 1 resubmissions.", failing), (second.Text("decisionReason"), second.Text("resubmitOf")));

        var endless = (await Api.PostAsync("/service-jobs", Training("600"), HttpStatusCode.Created)).Text("jobId");
        await Api.PollAsync($"/service-jobs/{endless}", one => one.Find("status") == "RUNNING");
        await Api.PostAsync($"/service-jobs/{endless}/terminate", """{"reason":"not needed"}""", HttpStatusCode.Accepted);
        var stopped = await Api.PollAsync($"/service-jobs/{endless}", one => one.Find("status") is "SUCCEEDED" or "FAILED");
        Assert.Equal(("FAILED", "not needed"), (stopped.Text("status"), stopped.Text("statusReason")));
        await Api.PostAsync($"/service-jobs/{endless}/terminate", """{"reason":"again"}""", HttpStatusCode.Conflict);

        var again = (await Api.PostAsync($"/service-jobs/{endless}/resubmit", $$"""{"serviceRequestPayload":{{JsonValue.Create(Payload("1"))!.ToJsonString()}}}""", HttpStatusCode.Created)).Text("jobId");
        Assert.Equal("SUCCEEDED", (await Api.PollAsync($"/service-jobs/{again}", one => one.Find("status") is "SUCCEEDED" or "FAILED")).Text("status"));
        Assert.Equal(again, (await Api.GetAsync($"/service-jobs/{endless}")).Text("resubmittedAs"));

        var many = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => Api.PostAsync("/service-jobs", Training("600", $"many-{n}"), HttpStatusCode.Created)));
        var counted = await Api.PostAsync("/service-jobs/terminate", """{"filter":{"jobQueue":"trainings","namePrefix":"many-"},"reason":"enough","dryRun":true}""", HttpStatusCode.OK);
        Assert.Equal(3, counted.GetProperty("matched").GetInt32());
        await Api.PostAsync("/service-jobs/terminate", """{"filter":{"jobQueue":"trainings","namePrefix":"many-"},"reason":"enough"}""", HttpStatusCode.OK);
        foreach (var one in many)
        {
            Assert.Equal("Terminated", (await Api.PollAsync($"/service-jobs/{one.Text("jobId")}", job => job.Find("status") == "FAILED")).Text("cause"));
        }

        Assert.Equal([again, endless, jobId], (await Api.GetAsync("/service-jobs?jobQueue=trainings&namePrefix=train")).GetProperty("serviceJobs").EnumerateArray().Select(job => job.Text("jobId")));
        Assert.Equal([endless], (await Api.GetAsync("/service-jobs?jobQueue=trainings&namePrefix=train&status=FAILED")).GetProperty("serviceJobs").EnumerateArray().Select(job => job.Text("jobId")));
        await Api.SendAsync(HttpMethod.Get, "/service-jobs/6d1b6e5c-63d1-4a52-8a5e-0d9a0c5e1a11", null, HttpStatusCode.NotFound);
    }

    private async Task<string?> EndAsync(string jobId) => (await Api.EndAsync(jobId)).Find("status");

    private static string Training(string seconds, string name = "train", string? onFailure = null, params ReadOnlySpan<string> settings)
    {
        var job = new JsonObject
        {
            ["jobName"] = name,
            ["jobQueue"] = "trainings",
            ["serviceJobType"] = "SAGEMAKER_TRAINING",
            ["serviceRequestPayload"] = Payload(seconds, settings),
        };
        if (onFailure is not null)
        {
            job["onFailure"] = JsonNode.Parse(onFailure);
        }

        return job.ToJsonString();
    }

    /// <param name="settings">Names and values of further hyperparameters, in turn.</param>
    private static string Payload(string seconds, params ReadOnlySpan<string> settings)
    {
        var parameters = new JsonObject { ["localbatch.seconds"] = seconds };
        for (var n = 0; n < settings.Length; n += 2)
        {
            parameters[$"localbatch.{settings[n]}"] = settings[n + 1];
        }

        return $$$"""
            {"TrainingJobName":"train","AlgorithmSpecification":{"TrainingImage":"i","TrainingInputMode":"File"},"RoleArn":"arn:aws:iam::123456789012:role/sagemaker",
             "OutputDataConfig":{"S3OutputPath":"s3://o"},"ResourceConfig":{"InstanceType":"ml.m5.large","InstanceCount":1,"VolumeSizeInGB":1},
             "StoppingCondition":{"MaxRuntimeInSeconds":3600},"HyperParameters":{{{parameters.ToJsonString()}}}}
            """;
    }
}
