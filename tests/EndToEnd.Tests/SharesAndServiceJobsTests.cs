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

        var endless = (await Api.PostAsync("/service-jobs", Training("600"), HttpStatusCode.Created)).Text("jobId");
        await Api.PollAsync($"/service-jobs/{endless}", one => one.Find("status") == "RUNNING");
        await Api.PostAsync($"/service-jobs/{endless}/terminate", """{"reason":"not needed"}""", HttpStatusCode.Accepted);
        var stopped = await Api.PollAsync($"/service-jobs/{endless}", one => one.Find("status") is "SUCCEEDED" or "FAILED");
        Assert.Equal(("FAILED", "not needed"), (stopped.Text("status"), stopped.Text("statusReason")));
        await Api.PostAsync($"/service-jobs/{endless}/terminate", """{"reason":"again"}""", HttpStatusCode.Conflict);

        Assert.Equal([endless, jobId], (await Api.GetAsync("/service-jobs?jobQueue=trainings")).GetProperty("serviceJobs").EnumerateArray().Select(job => job.Text("jobId")));
        Assert.Equal([endless], (await Api.GetAsync("/service-jobs?jobQueue=trainings&status=FAILED")).GetProperty("serviceJobs").EnumerateArray().Select(job => job.Text("jobId")));
        await Api.SendAsync(HttpMethod.Get, "/service-jobs/6d1b6e5c-63d1-4a52-8a5e-0d9a0c5e1a11", null, HttpStatusCode.NotFound);
    }

    private async Task<string?> EndAsync(string jobId) => (await Api.EndAsync(jobId)).Find("status");

    private static string Training(string seconds) => new JsonObject
    {
        ["jobName"] = "train",
        ["jobQueue"] = "trainings",
        ["serviceJobType"] = "SAGEMAKER_TRAINING",
        ["serviceRequestPayload"] = $$$"""
            {"TrainingJobName":"train","AlgorithmSpecification":{"TrainingImage":"i","TrainingInputMode":"File"},"RoleArn":"arn:aws:iam::123456789012:role/sagemaker",
             "OutputDataConfig":{"S3OutputPath":"s3://o"},"ResourceConfig":{"InstanceType":"ml.m5.large","InstanceCount":1,"VolumeSizeInGB":1},
             "StoppingCondition":{"MaxRuntimeInSeconds":3600},"HyperParameters":{"localbatch.seconds":"{{{seconds}}}"}}
            """,
    }.ToJsonString();
}
