using System.Net;

namespace EndToEnd.Tests;

/// <summary>Queues and a job definition with less than Fargate's least, made through the HTTP API as a user would.</summary>
internal static class SmallResources
{
    public static async Task EnsureAsync(Api api)
    {
        var queues = await api.GetAsync("/job-queues");
        if (queues.GetProperty("jobQueues").EnumerateArray().Any(queue => queue.Text("jobQueueName") == "small"))
        {
            return;
        }

        await api.PostAsync(
            "/job-definitions",
            """
            {"jobDefinitionName":"small","type":"container","containerProperties":{"image":"busybox","command":["true"],
             "resourceRequirements":[{"type":"VCPU","value":"1"},{"type":"MEMORY","value":"64"}]}}
            """,
            HttpStatusCode.Created);
        // "small" last: it tells that all is there.
        await MakeQueueAsync(api, "tight", maxVcpus: 1);
        await MakeQueueAsync(api, "small", maxVcpus: 4);
    }

    private static async Task MakeQueueAsync(Api api, string name, int maxVcpus)
    {
        await api.PostAsync(
            "/compute-environments",
            $$"""
            {"computeEnvironmentName":"{{name}}","type":"MANAGED",
             "computeResources":{"type":"EC2","minvCpus":0,"maxvCpus":{{maxVcpus}},"instanceTypes":["optimal"],"instanceRole":"arn:aws:iam::123456789012:instance-profile/batch-functions/ecsInstanceRole",
                                 "subnets":["subnet-1"],"securityGroupIds":["sg-1"]} }
            """,
            HttpStatusCode.Created);
        await api.PollAsync($"/compute-environments/{name}", one => one.Find("status") == "VALID");
        await api.PostAsync(
            "/job-queues",
            $$"""{"jobQueueName":"{{name}}","priority":1,"computeEnvironmentOrder":[{"order":1,"computeEnvironment":"{{name}}"}]}""",
            HttpStatusCode.Created);
        await api.PollAsync($"/job-queues/{name}", one => one.Find("status") == "VALID");
    }
}
