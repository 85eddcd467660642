using System.Text;
using System.Text.Json;
using LocalCloud.Batch;
using LocalCloud.DynamoDb;
using LocalCloud.Events;
using LocalCloud.Gateway;
using LocalCloud.Logs;
using LocalCloud.S3;
using LocalCloud.Sqs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Tests.Iam;

/// <summary>Which action on which resource each call is.</summary>
public sealed class PermissionTableTests
{
    [Fact]
    public void Every_operation_of_the_Batch_model_has_a_row_and_there_are_no_others()
    {
        using var model = JsonDocument.Parse(File.ReadAllText(Repository.File("src/Aws/AWSSDK.Batch/batch.model.json")));

        Assert.Equal(model.RootElement.GetProperty("operations").EnumerateObject().Select(one => one.Name).Order(), BatchPermissions.Rows.Keys.Order());
    }

    [Fact]
    public void Every_operation_that_Logs_serves_has_a_row_and_there_are_no_others() =>
        Assert.Equal(LogsService.Served.Order(), LogsPermissions.Rows.Keys.Order());

    [Fact]
    public async Task Every_operation_that_SQS_serves_has_a_row_and_there_are_no_others()
    {
        await using var services = await LocalServices.StartAsync();

        Assert.Equal(new SqsService(LocalServices.Account, services.Queues).Served.Order(), SqsPermissions.Rows.Keys.Order());
    }

    [Theory]
    [InlineData("canceljob", """{"jobId":"1"}""", "batch:CancelJob arn:aws:batch:us-east-1:123456789012:job/1")]
    [InlineData("canceljobs", """{"jobs":["1","2:3"]}""", "batch:CancelJob arn:aws:batch:us-east-1:123456789012:job/1", "batch:CancelJob arn:aws:batch:us-east-1:123456789012:job/2:3")]
    [InlineData("describejobs", """{"jobs":["1"]}""", "batch:DescribeJobs *")]
    [InlineData("submitjob", """{"jobQueue":"q","jobDefinition":"d:2"}""", "batch:SubmitJob arn:aws:batch:us-east-1:123456789012:job-definition/d:2", "batch:SubmitJob arn:aws:batch:us-east-1:123456789012:job-queue/q")]
    [InlineData(
        "submitjob", """{"jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/q","jobDefinition":"d","tags":{"a":"1"}}""",
        "batch:SubmitJob arn:aws:batch:us-east-1:123456789012:job-definition/d", "batch:SubmitJob arn:aws:batch:us-east-1:123456789012:job-queue/q",
        "batch:TagResource arn:aws:batch:us-east-1:123456789012:job/*")]
    [InlineData(
        "registerjobdefinition", """{"jobDefinitionName":"d","containerProperties":{"jobRoleArn":"arn:aws:iam::123456789012:role/a","executionRoleArn":"b"}}""",
        "batch:RegisterJobDefinition arn:aws:batch:us-east-1:123456789012:job-definition/d", "iam:PassRole arn:aws:iam::123456789012:role/a", "iam:PassRole arn:aws:iam::123456789012:role/b")]
    [InlineData(
        "registerjobdefinition",
        """{"jobDefinitionName":"d","nodeProperties":{"nodeRangeProperties":[{"container":{"jobRoleArn":"a"}},{"ecsProperties":{"taskProperties":[{"taskRoleArn":"b"}]}}]}}""",
        "batch:RegisterJobDefinition arn:aws:batch:us-east-1:123456789012:job-definition/d", "iam:PassRole arn:aws:iam::123456789012:role/a", "iam:PassRole arn:aws:iam::123456789012:role/b")]
    [InlineData(
        "createcomputeenvironment",
        """{"computeEnvironmentName":"c","serviceRole":"s","computeResources":{"instanceRole":"arn:aws:iam::123456789012:instance-profile/i","spotIamFleetRole":"f"},"tags":{"a":"1"}}""",
        "batch:CreateComputeEnvironment arn:aws:batch:us-east-1:123456789012:compute-environment/c", "batch:TagResource arn:aws:batch:us-east-1:123456789012:compute-environment/c",
        "iam:PassRole arn:aws:iam::123456789012:role/s", "iam:PassRole arn:aws:iam::123456789012:role/i", "iam:PassRole arn:aws:iam::123456789012:role/f")]
    [InlineData(
        "updatejobqueue", """{"jobQueue":"q","computeEnvironmentOrder":[{"computeEnvironment":"c"}],"schedulingPolicyArn":"arn:aws:batch:us-east-1:123456789012:scheduling-policy/p"}""",
        "batch:UpdateJobQueue arn:aws:batch:us-east-1:123456789012:job-queue/q", "batch:UpdateJobQueue arn:aws:batch:us-east-1:123456789012:compute-environment/c",
        "batch:UpdateJobQueue arn:aws:batch:us-east-1:123456789012:scheduling-policy/p")]
    [InlineData(
        "createjobqueue", """{"jobQueueName":"q","serviceEnvironmentOrder":[{"serviceEnvironment":"s"}]}""",
        "batch:CreateJobQueue arn:aws:batch:us-east-1:123456789012:job-queue/q", "batch:CreateJobQueue arn:aws:batch:us-east-1:123456789012:service-environment/s")]
    [InlineData(
        "createquotashare", """{"quotaShareName":"a","jobQueue":"q","tags":{"a":"1"}}""",
        "batch:CreateQuotaShare arn:aws:batch:us-east-1:123456789012:job-queue/q/quota-share/a", "batch:TagResource arn:aws:batch:us-east-1:123456789012:job-queue/q/quota-share/a")]
    [InlineData(
        "deletequotashare", """{"quotaShareArn":"arn:aws:batch:us-east-1:123456789012:job-queue/q/quota-share/a"}""",
        "batch:DeleteQuotaShare arn:aws:batch:us-east-1:123456789012:job-queue/q/quota-share/a")]
    [InlineData("createschedulingpolicy", """{"name":"p"}""", "batch:CreateSchedulingPolicy arn:aws:batch:us-east-1:123456789012:scheduling-policy/p")]
    [InlineData("updateconsumableresource", """{"consumableResource":"c"}""", "batch:UpdateConsumableResource arn:aws:batch:us-east-1:123456789012:consumable-resource/c")]
    [InlineData(
        "submitservicejob", """{"jobQueue":"q","tags":{"a":"1"}}""",
        "batch:SubmitServiceJob arn:aws:batch:us-east-1:123456789012:job-queue/q", "batch:TagResource arn:aws:batch:us-east-1:123456789012:service-job/*")]
    [InlineData("terminateservicejobs", """{"jobs":["1"]}""", "batch:TerminateServiceJob arn:aws:batch:us-east-1:123456789012:service-job/1")]
    public void A_call_of_Batch_wants(string operation, string body, params string[] expected) =>
        Assert.Equal(expected, Texts(BatchPermissions.Of(Call("POST", "/v1/" + operation, body))));

    [Theory]
    [InlineData("GET", "batch:ListTagsForResource")]
    [InlineData("POST", "batch:TagResource")]
    [InlineData("DELETE", "batch:UntagResource")]
    public void Tags_are_of_the_resource_in_the_path(string method, string action) => Assert.Equal(
        [$"{action} arn:aws:batch:us-east-1:123456789012:job-queue/q"],
        Texts(BatchPermissions.Of(Call(method, "/v1/tags/arn%3Aaws%3Abatch%3Aus-east-1%3A123456789012%3Ajob-queue%2Fq", "{}"))));

    [Fact]
    public void What_only_the_operator_may_no_action_of_AWS_allows() =>
        Assert.Equal(["localcloud:Administer *"], Texts(BatchPermissions.Of(Call("POST", "/_localcloud/hosts", "{}"))));

    [Fact]
    public void Registering_is_judged_by_what_the_container_asks_for_and_passing_a_role_by_whom_it_is_passed_to()
    {
        var demands = BatchPermissions.Of(Call(
            "POST", "/v1/registerjobdefinition",
            """
            {"jobDefinitionName":"d","tags":{"team":"a"},"containerProperties":{"image":"busybox","privileged":true,"user":"root","jobRoleArn":"r",
             "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g"}}}}
            """));

        var register = Assert.Single(demands, demand => demand.Action == "batch:RegisterJobDefinition");
        Assert.Equal(
            ["aws:RequestTag/team=a", "aws:TagKeys=team", "batch:AWSLogsGroup=g", "batch:Image=busybox", "batch:LogDriver=awslogs", "batch:Privileged=true", "batch:User=root"],
            register.Keys.Select(key => $"{key.Key}={string.Join(',', key.Value)}").Order(StringComparer.Ordinal));
        Assert.Equal(["ecs-tasks.amazonaws.com"], Assert.Single(demands, demand => demand.Action == "iam:PassRole").Keys["iam:PassedToService"]);
    }

    [Theory]
    [InlineData("Query", """{"TableName":"t"}""", "dynamodb:Query arn:aws:dynamodb:us-east-1:123456789012:table/t")]
    [InlineData("Query", """{"TableName":"t","IndexName":"i"}""", "dynamodb:Query arn:aws:dynamodb:us-east-1:123456789012:table/t/index/i")]
    [InlineData("PutItem", """{"TableName":"t"}""", "dynamodb:PutItem arn:aws:dynamodb:us-east-1:123456789012:table/t")]
    [InlineData("BatchWriteItem", """{"RequestItems":{"t":[],"u":[]}}""", "dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:123456789012:table/t", "dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:123456789012:table/u")]
    [InlineData(
        "TransactWriteItems", """{"TransactItems":[{"Put":{"TableName":"t"}},{"ConditionCheck":{"TableName":"u"}}]}""",
        "dynamodb:PutItem arn:aws:dynamodb:us-east-1:123456789012:table/t", "dynamodb:ConditionCheckItem arn:aws:dynamodb:us-east-1:123456789012:table/u")]
    [InlineData("ListTables", "{}", "dynamodb:ListTables *")]
    [InlineData("ExecuteStatement", """{"Statement":"select"}""", "dynamodb:ExecuteStatement *")]
    public void A_call_of_DynamoDB_wants(string operation, string body, params string[] expected) =>
        Assert.Equal(expected, Texts(DynamoDbPermissions.Of(Call("POST", "/", body, "DynamoDB_20120810." + operation))));

    [Theory]
    [InlineData("SendMessageBatch", """{"QueueUrl":"http://x/123456789012/q"}""", "sqs:SendMessage arn:aws:sqs:us-east-1:123456789012:q")]
    [InlineData("GetQueueUrl", """{"QueueName":"q"}""", "sqs:GetQueueUrl arn:aws:sqs:us-east-1:123456789012:q")]
    [InlineData("ListQueues", "{}", "sqs:ListQueues *")]
    [InlineData(
        "StartMessageMoveTask", """{"SourceArn":"arn:aws:sqs:us-east-1:123456789012:d","DestinationArn":"arn:aws:sqs:us-east-1:123456789012:q"}""",
        "sqs:StartMessageMoveTask arn:aws:sqs:us-east-1:123456789012:d", "sqs:ReceiveMessage arn:aws:sqs:us-east-1:123456789012:d", "sqs:DeleteMessage arn:aws:sqs:us-east-1:123456789012:d",
        "sqs:GetQueueAttributes arn:aws:sqs:us-east-1:123456789012:d", "sqs:SendMessage arn:aws:sqs:us-east-1:123456789012:q")]
    public void A_call_of_SQS_wants(string operation, string body, params string[] expected) =>
        Assert.Equal(expected, Texts(SqsPermissions.Rows[operation](Call("POST", "/", body, "AmazonSQS." + operation))));

    [Theory]
    [InlineData("GetLogEvents", """{"logGroupName":"/g","logStreamName":"s"}""", "logs:GetLogEvents arn:aws:logs:us-east-1:123456789012:log-group:/g:log-stream:s")]
    [InlineData("FilterLogEvents", """{"logGroupIdentifier":"arn:aws:logs:us-east-1:123456789012:log-group:/g"}""", "logs:FilterLogEvents arn:aws:logs:us-east-1:123456789012:log-group:/g:log-stream:")]
    [InlineData("DescribeLogGroups", "{}", "logs:DescribeLogGroups arn:aws:logs:us-east-1:123456789012:log-group::log-stream:")]
    public void A_call_of_Logs_wants(string operation, string body, params string[] expected) =>
        Assert.Equal(expected, Texts(LogsPermissions.Rows[operation](Call("POST", "/", body, "Logs_20140328." + operation))));

    [Theory]
    [InlineData("PutEvents", """{"Entries":[{"Source":"a"},{"EventBusName":"own"}]}""", "events:PutEvents arn:aws:events:us-east-1:123456789012:event-bus/default", "events:PutEvents arn:aws:events:us-east-1:123456789012:event-bus/own")]
    [InlineData("DescribeRule", """{"Name":"r","EventBusName":"own"}""", "events:DescribeRule arn:aws:events:us-east-1:123456789012:rule/own/r")]
    [InlineData("ListTargetsByRule", """{"Rule":"r"}""", "events:ListTargetsByRule arn:aws:events:us-east-1:123456789012:rule/r")]
    public void A_call_of_EventBridge_wants(string operation, string body, params string[] expected) =>
        Assert.Equal(expected, Texts(EventsPermissions.Rows[operation](Call("POST", "/", body, "AWSEvents." + operation))));

    [Theory]
    [InlineData("GET", "/", "", "s3:ListAllMyBuckets *")]
    [InlineData("GET", "/b?list-type=2&prefix=in/", "", "s3:ListBucket arn:aws:s3:::b")]
    [InlineData("HEAD", "/b", "", "s3:ListBucket arn:aws:s3:::b")]
    [InlineData("PUT", "/b?tagging", "tagging", "s3:PutBucketTagging arn:aws:s3:::b")]
    [InlineData("POST", "/b?delete", "delete")]
    [InlineData("HEAD", "/b/in/k", "", "s3:GetObject arn:aws:s3:::b/in/k")]
    [InlineData("GET", "/b/k?versionId=1", "", "s3:GetObjectVersion arn:aws:s3:::b/k")]
    [InlineData("PUT", "/b/k", "", "s3:PutObject arn:aws:s3:::b/k")]
    [InlineData("POST", "/b/k?uploads", "uploads", "s3:PutObject arn:aws:s3:::b/k")]
    [InlineData("DELETE", "/b/k?versionId=1", "", "s3:DeleteObjectVersion arn:aws:s3:::b/k")]
    [InlineData("DELETE", "/b/k?uploadId=1", "uploadId", "s3:AbortMultipartUpload arn:aws:s3:::b/k")]
    [InlineData("GET", "/b/k?uploadId=1", "uploadId", "s3:ListMultipartUploadParts arn:aws:s3:::b/k")]
    [InlineData("GET", "/b/k?acl", "acl", "s3:Unknown arn:aws:s3:::b/k")]
    public void A_call_of_S3_wants(string method, string target, string subresource, params string[] expected) =>
        Assert.Equal(expected, Texts(S3Permissions.Of(S3Request.Parse(Call(method, target, "").Context), subresource)));

    [Fact]
    public void A_copy_reads_its_source_and_writes_its_target()
    {
        var call = Call("PUT", "/b/k", "");
        call.Context.Request.Headers["x-amz-copy-source"] = "/from/a%20b?versionId=3";

        Assert.Equal(["s3:GetObjectVersion arn:aws:s3:::from/a b", "s3:PutObject arn:aws:s3:::b/k"], Texts(S3Permissions.Of(S3Request.Parse(call.Context), "")));
    }

    private static IEnumerable<string> Texts(IEnumerable<Demand> demands) => demands.Select(demand => $"{demand.Action} {demand.Resource}");

    private static ServiceCall Call(string method, string target, string body, string? operation = null)
    {
        DefaultHttpContext context = new();
        context.Request.Method = method;
        context.Request.Host = new("127.0.0.1:4500");
        context.Request.Path = Uri.UnescapeDataString(target.Split('?')[0]);
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        if (operation is not null)
        {
            context.Request.Headers["X-Amz-Target"] = operation;
        }

        return new(context, LocalServices.Account, Encoding.UTF8.GetBytes(body));
    }
}
