using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.Batch;

/// <summary>What a caller must be allowed to, for each operation of AWS Batch (service authorization reference, AWS Batch).</summary>
internal static class BatchPermissions
{
    public static readonly IReadOnlyDictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>> Rows = new Dictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>>(StringComparer.Ordinal)
    {
        ["CancelJob"] = call => [new("batch:CancelJob", Job(call, call.Text("jobId")))],
        ["CancelJobs"] = call => EachJob(call, "batch:CancelJob"),
        ["CreateComputeEnvironment"] = call =>
        [
            .. Created(call, "CreateComputeEnvironment", "compute-environment/", "computeEnvironmentName"), .. BatchRoles.OfComputeEnvironment(call),
        ],
        ["CreateConsumableResource"] = call => Created(call, "CreateConsumableResource", "consumable-resource/", "consumableResourceName"),
        ["CreateJobQueue"] = call => [.. Created(call, "CreateJobQueue", "job-queue/", "jobQueueName"), .. BehindQueue(call, "CreateJobQueue")],
        ["CreateQuotaShare"] = call => Created(call, "CreateQuotaShare", $"{call.Arn("batch", "job-queue/", call.Text("jobQueue"))}/quota-share/{call.Text("quotaShareName")}"),
        ["CreateSchedulingPolicy"] = call => Created(call, "CreateSchedulingPolicy", "scheduling-policy/", "name"),
        ["CreateServiceEnvironment"] = call => Created(call, "CreateServiceEnvironment", "service-environment/", "serviceEnvironmentName"),
        ["DeleteComputeEnvironment"] = call => One(call, "DeleteComputeEnvironment", "compute-environment/", "computeEnvironment"),
        ["DeleteConsumableResource"] = call => One(call, "DeleteConsumableResource", "consumable-resource/", "consumableResource"),
        ["DeleteJobQueue"] = call => One(call, "DeleteJobQueue", "job-queue/", "jobQueue"),
        ["DeleteQuotaShare"] = call => One(call, "DeleteQuotaShare", "quota-share/", "quotaShareArn"),
        ["DeleteSchedulingPolicy"] = call => One(call, "DeleteSchedulingPolicy", "scheduling-policy/", "arn"),
        ["DeleteServiceEnvironment"] = call => One(call, "DeleteServiceEnvironment", "service-environment/", "serviceEnvironment"),
        ["DeregisterJobDefinition"] = call => One(call, "DeregisterJobDefinition", "job-definition/", "jobDefinition"),
        ["DescribeComputeEnvironments"] = _ => Unlimited("DescribeComputeEnvironments"),
        ["DescribeConsumableResource"] = call => One(call, "DescribeConsumableResource", "consumable-resource/", "consumableResource"),
        ["DescribeJobDefinitions"] = _ => Unlimited("DescribeJobDefinitions"),
        ["DescribeJobQueues"] = _ => Unlimited("DescribeJobQueues"),
        ["DescribeJobs"] = _ => Unlimited("DescribeJobs"),
        ["DescribeQuotaShare"] = call => One(call, "DescribeQuotaShare", "quota-share/", "quotaShareArn"),
        ["DescribeSchedulingPolicies"] = _ => Unlimited("DescribeSchedulingPolicies"),
        ["DescribeServiceEnvironments"] = _ => Unlimited("DescribeServiceEnvironments"),
        ["DescribeServiceJob"] = call => [new("batch:DescribeServiceJob", call.Arn("batch", "service-job/", call.Text("jobId")))],
        ["GetJobQueueSnapshot"] = call => One(call, "GetJobQueueSnapshot", "job-queue/", "jobQueue"),
        ["ListConsumableResources"] = _ => Unlimited("ListConsumableResources"),
        ["ListJobs"] = _ => Unlimited("ListJobs"),
        ["ListJobsByConsumableResource"] = _ => Unlimited("ListJobsByConsumableResource"),
        ["ListQuotaShares"] = _ => Unlimited("ListQuotaShares"),
        ["ListSchedulingPolicies"] = _ => Unlimited("ListSchedulingPolicies"),
        ["ListServiceJobs"] = _ => Unlimited("ListServiceJobs"),
        ["ListTagsForResource"] = call => [new("batch:ListTagsForResource", InPath(call))],
        ["RegisterJobDefinition"] = BatchRoles.OfJobDefinition,
        ["SubmitJob"] = Submit,
        ["SubmitServiceJob"] = call => [.. One(call, "SubmitServiceJob", "job-queue/", "jobQueue"), .. Tags(call, call.Account.Arn("batch", "service-job/*"))],
        ["TagResource"] = call => [Tagged(new("batch:TagResource", InPath(call)), call)],
        ["TerminateJob"] = call => [new("batch:TerminateJob", Job(call, call.Text("jobId")))],
        ["TerminateJobs"] = call => EachJob(call, "batch:TerminateJob"),
        ["TerminateServiceJob"] = call => [new("batch:TerminateServiceJob", call.Arn("batch", "service-job/", call.Text("jobId")))],
        ["TerminateServiceJobs"] = call => [.. call.Texts("jobs").DefaultIfEmpty("").Select(id => new Demand("batch:TerminateServiceJob", call.Arn("batch", "service-job/", id)))],
        ["UntagResource"] = call => [new Demand("batch:UntagResource", InPath(call)).With("aws:TagKeys", call.Context.Request.Query["tagKeys"].AsEnumerable())],
        ["UpdateComputeEnvironment"] = call =>
        [
            .. One(call, "UpdateComputeEnvironment", "compute-environment/", "computeEnvironment"), .. BatchRoles.OfComputeEnvironment(call),
        ],
        ["UpdateConsumableResource"] = call => One(call, "UpdateConsumableResource", "consumable-resource/", "consumableResource"),
        ["UpdateJobQueue"] = call => [.. One(call, "UpdateJobQueue", "job-queue/", "jobQueue"), .. BehindQueue(call, "UpdateJobQueue")],
        ["UpdateQuotaShare"] = call => One(call, "UpdateQuotaShare", "quota-share/", "quotaShareArn"),
        ["UpdateSchedulingPolicy"] = call => One(call, "UpdateSchedulingPolicy", "scheduling-policy/", "arn"),
        ["UpdateServiceEnvironment"] = call => One(call, "UpdateServiceEnvironment", "service-environment/", "serviceEnvironment"),
        ["UpdateServiceJob"] = call => [new("batch:UpdateServiceJob", call.Arn("batch", "service-job/", call.Text("jobId")))],
    };

    // Every path is the operation's name in lower case, but those of tags, which the method tells apart.
    private static readonly Dictionary<string, string> Names = Rows.Keys.ToDictionary(name => name.ToLowerInvariant(), StringComparer.Ordinal);

    public static IReadOnlyList<Demand> Of(ServiceCall call) => (call.Context.Request.Path.Value ?? "").Split('/') switch
    {
        ["", "v1", "tags", ..] => Rows[call.Context.Request.Method switch { "GET" => "ListTagsForResource", "DELETE" => "UntagResource", _ => "TagResource" }](call),
        ["", "v1", var name] when Names.TryGetValue(name.ToLowerInvariant(), out var operation) => Rows[operation](call),
        // Taking hosts away and the tally of chaos are the operator's: no action of AWS allows them.
        _ => [new("localcloud:Administer", "*")],
    };

    public static IReadOnlyList<Demand> Created(ServiceCall call, string operation, string kind, string member) =>
        Created(call, operation, call.Arn("batch", kind, call.Text(member)));

    private static IReadOnlyList<Demand> Created(ServiceCall call, string operation, string resource) =>
        [Tagged(new($"batch:{operation}", resource), call), .. Tags(call, resource)];

    private static IReadOnlyList<Demand> Unlimited(string operation) => [new($"batch:{operation}", "*")];

    private static IReadOnlyList<Demand> One(ServiceCall call, string operation, string kind, string member) =>
        [new($"batch:{operation}", call.Arn("batch", kind, call.Text(member)))];

    private static IReadOnlyList<Demand> EachJob(ServiceCall call, string action) =>
        [.. call.Texts("jobs").DefaultIfEmpty("").Select(id => new Demand(action, Job(call, id)))];

    private static string Job(ServiceCall call, string id) => call.Arn("batch", "job/", id);

    private static IReadOnlyList<Demand> Submit(ServiceCall call)
    {
        // AWS: a submission is judged by its definition and by its queue (Batch user guide, example: restrict job submission).
        string[] resources = [call.Arn("batch", "job-definition/", call.Text("jobDefinition")), call.Arn("batch", "job-queue/", call.Text("jobQueue"))];

        return
        [
            .. resources.Select(resource => Tagged(new Demand("batch:SubmitJob", resource).With("batch:ShareIdentifier", call.TextIfAny("shareIdentifier")), call)),
            .. Tags(call, Job(call, "*")),
        ];
    }

    private static IEnumerable<Demand> BehindQueue(ServiceCall call, string operation) =>
    [
        .. call.Items("computeEnvironmentOrder").Select(one => new Demand($"batch:{operation}", call.Arn("batch", "compute-environment/", one.Text("computeEnvironment")))),
        .. call.Items("serviceEnvironmentOrder").Select(one => new Demand($"batch:{operation}", call.Arn("batch", "service-environment/", one.Text("serviceEnvironment")))),
        .. call.TextIfAny("schedulingPolicyArn") is { } policy ? [new($"batch:{operation}", policy)] : (Demand[])[],
    ];

    // AWS: tags given with what is made want TagResource too (Batch user guide, tagging permissions).
    private static IReadOnlyList<Demand> Tags(ServiceCall call, string resource) =>
        call.Names("tags").Any() ? [Tagged(new("batch:TagResource", resource), call)] : [];

    private static Demand Tagged(Demand demand, ServiceCall call) => call.Names("tags")
        .Aggregate(demand, (one, key) => one.With($"aws:RequestTag/{key}", call.In("tags").TextIfAny(key)))
        .With("aws:TagKeys", call.Names("tags"));

    private static string InPath(ServiceCall call) =>
        Encoding.UTF8.GetString(CanonicalRequest.Decode(RequestReader.FactsOf(call.Context).RawPath["/v1/tags/".Length..]));
}
