using BatchFunctions.Manifests;

namespace BatchFunctions.Tests.Submissions;

/// <summary>What does not fit a queue or a definition is found before anything is submitted, all of it at once.</summary>
public sealed class CatalogCheckTests
{
    [Theory]
    [InlineData("jobQueue: fair, jobDefinition: greet, parameters: { from: x }", "/jobs/0/shareIdentifier: The job queue 'fair' has a scheduling policy: say for which share the job counts, shareIdentifier.")]
    [InlineData("jobQueue: fair, jobDefinition: hello, shareIdentifier: a", "/jobs/0/schedulingPriorityOverride: The job queue 'fair' has a scheduling policy: a job there needs a priority, schedulingPriorityOverride (0 to 9999), or schedulingPriority in 'hello'.")]
    [InlineData("jobQueue: default, jobDefinition: hello, shareIdentifier: a", "/jobs/0/shareIdentifier: The job queue 'default' has no scheduling policy, so it takes no shareIdentifier: leave it out, or name a queue with a policy.")]
    [InlineData("jobQueue: default, jobDefinition: hello, schedulingPriorityOverride: 1", "/jobs/0/schedulingPriorityOverride: The job queue 'default' has no scheduling policy, so it takes no schedulingPriorityOverride: leave it out, or name a queue with a policy.")]
    [InlineData("jobQueue: default, jobDefinition: greet", "/jobs/0/parameters/from.csv: The command has Ref::from.csv, and neither this job nor 'greet' gives the parameter a value: parameters: { from.csv: … }.")]
    [InlineData("jobQueue: default, jobDefinition: hello, containerOverrides: { command: [echo, 'Ref::a'] }", "/jobs/0/parameters/a: The command has Ref::a, and neither this job nor 'hello' gives the parameter a value: parameters: { a: … }.")]
    [InlineData("jobQueue: metal, jobDefinition: fargate", "/jobs/0/jobQueue: The job queue 'metal' is for EC2, and 'fargate' is for Fargate.")]
    [InlineData("jobQueue: metal, jobDefinition: large, containerOverrides: { resourceRequirements: [{ type: VCPU, value: '0.5' }] }", "/jobs/0/containerOverrides/resourceRequirements: On EC2 a job has whole vCPUs, 1 or more, not 0.5; parts of one are for Fargate.")]
    [InlineData("jobQueue: metal, jobDefinition: pair, parameters: { in: x }, containerOverrides: { command: [a] }", "/jobs/0/containerOverrides: 'pair' has ecsProperties: its jobs take ecsPropertiesOverride, not containerOverrides.")]
    [InlineData("jobQueue: metal, jobDefinition: pair, parameters: { in: x }, ecsPropertiesOverride: { taskProperties: [{ containers: [{ name: left }, { name: rihgt }] }] }", "/jobs/0/ecsPropertiesOverride/taskProperties/0/containers/1: 'pair' has no container 'rihgt'; it has left, right. Did you mean 'right'?")]
    [InlineData("jobQueue: metal, jobDefinition: pair", "/jobs/0/parameters/in: The command has Ref::in, and neither this job nor 'pair' gives the parameter a value: parameters: { in: … }.")]
    [InlineData("jobQueue: metal, jobDefinition: large, ecsPropertiesOverride: {}", "/jobs/0/ecsPropertiesOverride: 'large' has containerProperties: its jobs take containerOverrides, not ecsPropertiesOverride.")]
    [InlineData("jobQueue: metal, jobDefinition: nodes, arrayProperties: { size: 2 }", "/jobs/0/arrayProperties: 'nodes' is for multi-node jobs, which cannot be arrays.")]
    [InlineData("jobQueue: default, jobDefinition: hello, onFailure: [{ action: resubmit, jobQueue: fair }]", "/jobs/0/onFailure/0/jobQueue: The job queue 'fair' would refuse 'one': the queue has a scheduling policy, and the job no shareIdentifier.")]
    [InlineData("jobQueue: fair, jobDefinition: hello, shareIdentifier: a, schedulingPriorityOverride: 1, onFailure: [{ action: resubmit, jobQueue: default }]", "/jobs/0/onFailure/0/jobQueue: The job queue 'default' would refuse 'one': the queue has no scheduling policy, and the job a shareIdentifier or a schedulingPriorityOverride.")]
    [InlineData("jobQueue: default, jobDefinition: fargate, onFailure: [{ action: resubmit, jobQueue: metal }]", "/jobs/0/onFailure/0/jobQueue: The job queue 'metal' would refuse 'one': the queue is for EC2, and 'fargate' is for Fargate.")]
    [InlineData("jobQueue: default, jobDefinition: hello, containerOverrides: { resourceRequirements: [{ type: CPU, value: '1' }] }", "/jobs/0/containerOverrides/resourceRequirements/0/type: 'CPU' is no kind of resource; known are VCPU, MEMORY, GPU. Did you mean 'VCPU'?")]
    [InlineData("jobQueue: default, jobDefinition: hello, dependsOn: [{ type: SEQUENTIAL }]", "/jobs/0/dependsOn/0: SEQUENTIAL without a job is for an array, whose children then run one after the other; this job is none.")]
    public void What_AWS_Batch_would_refuse_later_is_told_at_once(string job, string error) =>
        Assert.Equal([error], Errors($"jobs: [{{ jobName: one, {job} }}]"));

    [Theory]
    [InlineData("jobQueue: fair, jobDefinition: greet, shareIdentifier: a, parameters: { from: x }")]
    [InlineData("jobQueue: default, jobDefinition: greet, containerOverrides: { command: [echo] }")]
    [InlineData("jobQueue: metal, jobDefinition: pair, ecsPropertiesOverride: { taskProperties: [{ containers: [{ name: left, command: [a] }] }] }")]
    [InlineData("jobQueue: metal, jobDefinition: nodes, nodeOverrides: { numNodes: 2 }")]
    [InlineData("jobQueue: default, jobDefinition: hello, arrayProperties: { size: 2 }, dependsOn: [{ type: SEQUENTIAL }]")]
    public void What_fits_is_taken(string job) => Assert.Empty(Errors($"jobs: [{{ jobName: one, {job} }}]"));

    [Fact]
    public void Arrays_of_unequal_sizes_cannot_wait_child_by_child() => Assert.Equal(
        [
            "/jobs/1/dependsOn/0: N_TO_N waits child by child, so both must be arrays of one size: 'a' has 3 children, 'b' has 2 children.",
            "/jobs/2/dependsOn/0: N_TO_N waits child by child, so both must be arrays of one size: 'a' has 3 children, 'c' is no array.",
        ],
        Errors("""
            defaults: { jobQueue: default, jobDefinition: hello }
            jobs:
              - { jobName: a, arrayProperties: { size: 3 } }
              - { jobName: b, arrayProperties: { size: 2 }, dependsOn: [{ jobName: a, type: N_TO_N }] }
              - { jobName: c, dependsOn: [{ jobName: a, type: N_TO_N }] }
              - { jobName: d, arrayProperties: { size: 3 }, dependsOn: [{ jobName: a, type: N_TO_N }] }
            """));

    [Fact]
    public void A_common_rule_is_checked_for_the_jobs_that_have_no_rules_of_their_own() => Assert.Equal(
        ["/onFailure/0/jobQueue: The job queue 'fair' would refuse 'b': the queue has a scheduling policy, and the job no shareIdentifier."],
        Errors("""
            onFailure: [{ action: resubmit, jobQueue: fair }]
            defaults: { jobQueue: default, jobDefinition: hello }
            jobs:
              - { jobName: a, onFailure: [{ action: giveUp }] }
              - { jobName: b }
              - { jobName: c }
            """));

    private static string[] Errors(string text) =>
        [.. Hostile.Manifests.Read(ManifestFormat.Yaml, text).Errors.Select(error => (error with { Place = null }).ToString())];
}
