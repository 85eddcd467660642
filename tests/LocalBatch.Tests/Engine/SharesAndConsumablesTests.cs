using LocalBatch.Execution;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Engine;

/// <summary>
/// Random work in queues with and without shares, with and without consumable resources. After every turn the state is walked
/// (capacity, quantities, queues); in the end no job is left waiting. The seed is the test's own argument.
/// </summary>
public sealed class SharesAndConsumablesTests
{
    private const int Steps = 80;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_capacity_and_quantities_hold_and_no_waiting_job_is_lost(int seed)
    {
        var random = new Random(seed);
        await using var local = await WorldAsync();
        var jobs = new List<string>();
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync(local, random, jobs);
        }

        await local.CallAsync("UpdateConsumableResource", """{"consumableResource": "spent", "operation": "ADD", "quantity": 1000}""");
        await local.CallAsync("UpdateConsumableResource", """{"consumableResource": "seats", "operation": "SET", "quantity": 3}""");
        local.Executor.Script = _ => [new AttemptEvent.Started(), new AttemptEvent.Exited(0, null)];
        await local.RestartAsync();

        foreach (var job in jobs)
        {
            await EndsAsync(local, job);
        }

        var seats = await local.CallAsync("DescribeConsumableResource", """{"consumableResource": "seats"}""");
        Assert.Equal((0, 3), (seats.Number("inUseQuantity"), seats.Number("availableQuantity")));
    }

    private static async Task<LocalEngine> WorldAsync()
    {
        var local = await LocalEngine.ReadyAsync(maxVcpus: 6);
        await local.CallAsync("CreateSchedulingPolicy", """
            {"name": "fair", "fairsharePolicy": {"computeReservation": 10, "shareDistribution": [{"shareIdentifier": "a", "weightFactor": 0.5}, {"shareIdentifier": "team*", "weightFactor": 2}]} }
            """);
        await local.CallAsync("CreateJobQueue", """
            {"jobQueueName": "fair", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}],
             "schedulingPolicyArn": "arn:aws:batch:us-east-1:123456789012:scheduling-policy/fair"}
            """);
        await local.SettleLifecycleAsync();
        await local.CallAsync("CreateConsumableResource", """{"consumableResourceName": "seats", "totalQuantity": 3}""");
        await local.CallAsync("CreateConsumableResource", """{"consumableResourceName": "spent", "totalQuantity": 20, "resourceType": "NON_REPLENISHABLE"}""");

        return local;
    }

    private static async Task StepAsync(LocalEngine local, Random random, List<string> jobs)
    {
        switch (random.Next(10))
        {
            case < 4:
                jobs.Add(await SubmitAsync(local, random));
                break;
            case < 7:
                End(local, random);
                break;
            case 7:
                var operation = random.Next(2) == 0 ? "SET" : "ADD";
                await local.CallAsync("UpdateConsumableResource", $$"""{"consumableResource": "seats", "operation": "{{operation}}", "quantity": {{random.Next(4)}} }""");
                break;
            case 8 when jobs.Count > 0:
                await local.CallAsync(
                    random.Next(2) == 0 ? "CancelJob" : "TerminateJob", $$"""{"jobId": "{{jobs[random.Next(jobs.Count)]}}", "reason": "r"}""");
                break;
            case 9 when random.Next(4) == 0:
                await local.RestartAsync();
                break;
            default:
                local.Clock.Advance(TimeSpan.FromSeconds(random.Next(60)));
                await local.QuietAsync();
                break;
        }
    }

    private static Task<string> SubmitAsync(LocalEngine local, Random random)
    {
        var more = new List<string> { $"\"retryStrategy\": {{\"attempts\": {random.Next(1, 4)}}}" };
        var isFair = random.Next(3) > 0;
        if (isFair)
        {
            more.Add($"\"shareIdentifier\": \"{((string[])["a", "b", "team1", "team2"])[random.Next(4)]}\", \"schedulingPriorityOverride\": {random.Next(3)}");
        }

        if (random.Next(2) == 0)
        {
            var (resource, most) = random.Next(3) == 0 ? ("spent", 3) : ("seats", 4);
            more.Add($"\"consumableResourcePropertiesOverride\": {{\"consumableResourceList\": [{{\"consumableResource\": \"{resource}\", \"quantity\": {random.Next(most)}}}]}}");
        }

        if (random.Next(6) == 0)
        {
            more.Add("\"arrayProperties\": {\"size\": 3}");
        }

        return local.SubmitAsync(string.Join(", ", more), queue: isFair ? "fair" : "q");
    }

    private static void End(LocalEngine local, Random random)
    {
        if (local.Executor.Runs.Count > 0)
        {
            var run = local.Executor.Runs.ElementAt(random.Next(local.Executor.Runs.Count));
            run.Start();
            run.Exit(random.Next(3) == 0 ? 1 : 0);
        }
    }

    private static async Task EndsAsync(LocalEngine local, string id)
    {
        for (var tries = 0; tries < 2000; tries++)
        {
            if (await local.StatusAsync(id) is "SUCCEEDED" or "FAILED")
            {
                return;
            }

            local.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Fail($"Job {id} waits for ever: {await local.DescribeAsync(id)}");
    }
}
