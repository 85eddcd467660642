using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace BatchFunctions.Tests.Deployment;

/// <summary>What the template must say so that it can be deployed anywhere, and harms nobody there.</summary>
public sealed class DeploymentTruthsTests
{
    // AWS: a new account may have a concurrency of 10, all of which stays unreserved (Lambda quotas).
    [Fact]
    public void No_function_reserves_concurrency_of_the_account() =>
        Assert.All(DeployedFunction.ReadAll(), function => Assert.Null(Template.Find(function.Properties, "ReservedConcurrentExecutions")));

    [Fact]
    public void Every_queue_that_is_worked_off_says_by_how_many_copies_at_most() =>
        Assert.All(
            DeployedFunction.ReadAll().SelectMany(function => function.Events).Where(trigger => Template.Text(trigger, "Type") == "SQS"),
            trigger => Assert.NotNull(Template.Text(trigger, "Properties", "ScalingConfig", "MaximumConcurrency")));

    [Fact]
    public void A_rule_takes_events_of_this_account_only() =>
        Assert.All(
            Template.Resources("AWS::Events::Rule"),
            rule => Assert.Equal("[ AWS::AccountId ]", Template.Text(rule.Value, "EventPattern", "account")));

    [Fact]
    public void Only_roles_below_the_passable_path_are_passed_and_the_stack_s_own_jobs_have_theirs_there()
    {
        var passing = DeployedStatement.ReadAll().Where(statement => statement.Actions.Contains("iam:PassRole")).ToList();

        Assert.Equal(["ResourceApiRole"], passing.Select(statement => statement.Role));
        Assert.All(passing, statement => Assert.Equal(["arn:${AWS::Partition}:iam::${AWS::AccountId}:role${PassableRolePath}*"], statement.Resources));
        Assert.Equal("/batch-functions/", Template.Section("Parameters", "PassableRolePath", "Default").ToString());
        Assert.Equal("PassableRolePath", Template.Text(Template.Resources("AWS::IAM::Role")["JobExecutionRole"], "Path"));
        // Nobody can pass the role of a function, which reaches the table.
        Assert.All(DeployedFunction.ReadAll(), function => Assert.Null(Template.Text(Template.Resources("AWS::IAM::Role")[$"{function.LogicalId}Role"], "Path")));
    }

    [Fact]
    public void A_sweep_that_fails_is_parked_where_nothing_else_is()
    {
        var sweep = DeployedFunction.ReadAll().Single(function => function.LogicalId == "ReconcileJobs");

        Assert.Equal("SweepDeadLetters.Arn", sweep.DeadLetters);
        Assert.Equal("SweepDeadLetters.Arn", Template.Text(sweep.Events.Single(), "Properties", "DeadLetterConfig", "Arn"));
        Assert.DoesNotContain(
            Template.Resources("AWS::SQS::Queue").Values, queue => Template.Text(queue, "RedrivePolicy", "deadLetterTargetArn") == "SweepDeadLetters.Arn");
    }

    [Fact]
    public void Every_dead_letter_queue_has_an_alarm()
    {
        var watched = Template.Resources("AWS::CloudWatch::Alarm").Values
            .Select(alarm => Template.Find(alarm, "Dimensions")).OfType<YamlSequenceNode>()
            .SelectMany(dimensions => dimensions).Where(dimension => Template.Text(dimension, "Name") == "QueueName")
            .Select(dimension => Template.Text(dimension, "Value")?.Replace(".QueueName", "", StringComparison.Ordinal));

        Assert.Equal(
            Template.Resources("AWS::SQS::Queue").Keys.Where(name => name.EndsWith("DeadLetters", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            watched.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_job_is_tried_for_hours_and_no_longer_than_its_queue_keeps_a_message()
    {
        var most = int.Parse(Template.Section("Parameters", "SubmitHours", "MaxValue").ToString(), CultureInfo.InvariantCulture);
        var kept = int.Parse(Template.Text(Template.Resources("AWS::SQS::Queue")["SubmitQueue"], "MessageRetentionPeriod") ?? "", CultureInfo.InvariantCulture);

        Assert.InRange(TimeSpan.FromHours(most), TimeSpan.FromDays(1), TimeSpan.FromSeconds(kept));
        Assert.Equal(TimeSpan.FromHours(24), new Settings(_ => null).SubmitBudget);
        Assert.Equal("24", Template.Section("Parameters", "SubmitHours", "Default").ToString());
    }
}
