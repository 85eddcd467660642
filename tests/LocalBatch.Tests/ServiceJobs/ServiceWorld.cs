using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.ServiceJobs;

/// <summary>An engine with a service environment and a queue over it.</summary>
internal static class ServiceWorld
{
    public const string Queue = "arn:aws:batch:us-east-1:123456789012:job-queue/sm";
    public const string Type = "ml.m5.large";

    extension(LocalEngine local)
    {
        /// <summary>An environment <c>se</c> and a queue <c>sm</c>, first in first out unless there is a policy.</summary>
        public async Task MakeServiceQueueAsync(int instances, string unit = "NUM_INSTANCES", string? policy = null, string more = "")
        {
            await local.CallAsync("CreateServiceEnvironment", $$"""
                {"serviceEnvironmentName": "se", "serviceEnvironmentType": "SAGEMAKER_TRAINING", "capacityLimits": [{"maxCapacity": {{instances}}, "capacityUnit": "{{unit}}"}]}
                """);
            await local.SettleLifecycleAsync();
            if (policy is not null)
            {
                await local.CallAsync("CreateSchedulingPolicy", $$"""{"name": "p", {{policy}} }""");
                more += """, "schedulingPolicyArn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/p" """;
            }

            await local.CallAsync("CreateJobQueue", $$"""
                {"jobQueueName": "sm", "priority": 1, "jobQueueType": "SAGEMAKER_TRAINING", "serviceEnvironmentOrder": [{"order": 1, "serviceEnvironment": "se"}]{{more}} }
                """);
            await local.SettleLifecycleAsync();
        }

        /// <summary>A queue of quota shares over <paramref name="instances"/> ml.m5.large.</summary>
        public Task MakeQuotaQueueAsync(int instances) =>
            local.MakeServiceQueueAsync(instances, Type, "\"quotaSharePolicy\": {\"idleResourceAssignmentStrategy\": \"FIFO\"}");

        public async Task MakeShareAsync(string name, int instances, string sharing, string inShare = "DISABLED")
        {
            await local.CallAsync("CreateQuotaShare", $$"""
                {"quotaShareName": "{{name}}", "jobQueue": "sm", "capacityLimits": [{"maxCapacity": {{instances}}, "capacityUnit": "{{Type}}"}],
                 "resourceSharingConfiguration": { {{sharing}} }, "preemptionConfiguration": {"inSharePreemption": "{{inShare}}"} }
                """);
            await local.SettleLifecycleAsync();
        }

        /// <summary>Submits a training job and gives its id.</summary>
        /// <param name="parameters">The <c>localbatch.*</c> hyperparameters, as JSON members.</param>
        /// <param name="request">Further members of the request, with a comma in front.</param>
        public async Task<string> TrainAsync(string parameters = "", string more = "", int instances = 1, string name = "train", string request = "")
        {
            var payload = $$"""{"TrainingJobName": "t", "ResourceConfig": {"InstanceType": "{{Type}}", "InstanceCount": {{instances}} }, "HyperParameters": { {{parameters}} }{{request}} }""";

            return (await local.CallAsync("SubmitServiceJob", $$"""
                {"jobName": "{{name}}", "jobQueue": "sm", "serviceJobType": "SAGEMAKER_TRAINING", "serviceRequestPayload": {{JsonSerializer.Serialize(payload, JsonText.Default.String)}}{{more}} }
                """)).Text("jobId");
        }

        public Task<JsonElement> ServiceJobAsync(string id) => local.CallAsync("DescribeServiceJob", $$"""{"jobId": "{{id}}"}""");

        public async Task<string> ServiceStatusAsync(string id) => (await local.ServiceJobAsync(id)).Text("status");

        /// <summary>Moves the clock in steps until the job has the status.</summary>
        public async Task<JsonElement> TrainUntilAsync(string id, string status)
        {
            for (var step = 0; step < 400; step++)
            {
                var job = await local.ServiceJobAsync(id);
                if (job.Text("status") == status)
                {
                    return job;
                }

                local.Clock.Advance(TimeSpan.FromMilliseconds(250));
            }

            Assert.Fail($"Service job {id} never became {status}; it is {await local.ServiceJobAsync(id)}");

            throw new InvalidOperationException();
        }

        /// <summary>Statuses that events told of, in order.</summary>
        public IReadOnlyList<string> ServiceStatusesOf(string id) =>
        [
            .. local.Bus.Events
                .Where(change => change.Text("detail-type") == "Batch Service Job State Change" && change.Detail("jobId") == id)
                .Select(change => change.Detail("status")),
        ];
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class JsonText : System.Text.Json.Serialization.JsonSerializerContext;
