using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.CloudWatchEvents.BatchEvents;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;

namespace Aws.Tests.Lambda.Events;

/// <summary>Sample payloads of the AWS documentation, read into the event classes.</summary>
public sealed class EventTests
{
    [Fact]
    public void An_S3_notification_is_read_and_its_key_decoded()
    {
        var record = Assert.Single(EventJson.Read<S3Event>(SamplePayloads.S3).Records);

        Assert.Equal(("us-east-1", "ObjectCreated:Put", "aws:s3", "2.1"), (record.AwsRegion, record.EventName, record.EventSource, record.EventVersion));
        Assert.Equal(new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc), record.EventTime.ToUniversalTime());
        Assert.Equal("AIDAJDPLRKLG7UEXAMPLE", record.UserIdentity.PrincipalId);
        Assert.Equal("127.0.0.1", record.RequestParameters.SourceIPAddress);
        Assert.Equal("C3D13FE58DE4C810", record.ResponseElements.XAmzRequestId);
        Assert.Equal("FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD", record.ResponseElements.XAmzId2);
        Assert.Equal(("1.0", "testConfigRule"), (record.S3.S3SchemaVersion, record.S3.ConfigurationId));
        Assert.Equal(("amzn-s3-demo-bucket", "arn:aws:s3:::amzn-s3-demo-bucket"), (record.S3.Bucket.Name, record.S3.Bucket.Arn));
        Assert.Equal("A3NL1KOZZKExample", record.S3.Bucket.OwnerIdentity.PrincipalId);
        Assert.Equal(("inbox/Happy+Face%C3%A4.jpg", "inbox/Happy Faceä.jpg"), (record.S3.Object.Key, record.S3.Object.KeyDecoded));
        Assert.Equal((1024L, "d41d8cd98f00b204e9800998ecf8427e"), (record.S3.Object.Size, record.S3.Object.ETag));
        Assert.Equal(("096fKKXTRTtl3on89fVO.nfljtsv6qko", "0055AED6DCD90281E5"), (record.S3.Object.VersionId, record.S3.Object.Sequencer));
    }

    [Fact]
    public void An_SQS_batch_is_read_with_its_attributes()
    {
        var message = Assert.Single(EventJson.Read<SQSEvent>(SamplePayloads.Sqs).Records);

        Assert.Equal(("059f36b4-87a3-44ab-83d2-661975830a7d", "Test message."), (message.MessageId, message.Body));
        Assert.Equal("AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...", message.ReceiptHandle);
        Assert.Equal("e4e68fb7bd0e697a0ae8f1bb342846b3", message.Md5OfBody);
        Assert.Equal(("aws:sqs", "us-east-2"), (message.EventSource, message.AwsRegion));
        Assert.Equal("arn:aws:sqs:us-east-2:123456789012:my-queue", message.EventSourceArn);
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(("100", "Number"), (message.MessageAttributes["count"].StringValue, message.MessageAttributes["count"].DataType));
        Assert.Equal("abc", Encoding.UTF8.GetString(message.MessageAttributes["blob"].BinaryValue.ToArray()));
    }

    [Fact]
    public void Failed_messages_of_a_batch_are_written_by_id() =>
        Assert.Equal(
            """{"batchItemFailures":[{"itemIdentifier":"m-2"}]}""",
            EventJson.Write(new SQSBatchResponse([new() { ItemIdentifier = "m-2" }])));

    [Fact]
    public void A_batch_without_failures_says_so_with_an_empty_list() =>
        Assert.Equal("""{"batchItemFailures":[]}""", EventJson.Write(new SQSBatchResponse()));

    [Fact]
    public void A_schedule_event_is_read()
    {
        var time = EventJson.Read<ScheduledEvent>(SamplePayloads.Schedule);

        Assert.Equal(("aws.events", "Scheduled Event", "us-east-2"), (time.Source, time.DetailType, time.Region));
        Assert.Equal(new DateTime(2019, 3, 1, 1, 23, 45, DateTimeKind.Utc), time.Time.ToUniversalTime());
        Assert.Equal(["arn:aws:events:us-east-2:123456789012:rule/my-schedule"], time.Resources);
        Assert.NotNull(time.Detail);
    }

    [Fact]
    public void A_Batch_job_state_change_is_read()
    {
        var change = EventJson.Read<BatchJobStateChangeEvent>(SamplePayloads.BatchJobStateChange);

        Assert.Equal(("Batch Job State Change", "aws.batch"), (change.DetailType, change.Source));
        Assert.Equal(["arn:aws:batch:us-east-1:123456789012:job/4c7599ae-0a82-49aa-ba5a-4727fcce14a8"], change.Resources);
        Assert.Equal(("event-test", "4c7599ae-0a82-49aa-ba5a-4727fcce14a8", "RUNNABLE"), (change.Detail.JobName, change.Detail.JobId, change.Detail.Status));
        Assert.Equal((1641950974263L, 0L), (change.Detail.CreatedAt, change.Detail.StartedAt));
        Assert.Equal(2, change.Detail.RetryStrategy.Attempts);
        Assert.Equal("600", change.Detail.Container.Command[1]);
        Assert.Equal(("MANAGED_BY_AWS", "STARTED_BY_STEP_FUNCTIONS"), (change.Detail.Container.Environment[0].Name, change.Detail.Container.Environment[0].Value));
        Assert.Equal([("2", "VCPU"), ("256", "MEMORY")], change.Detail.Container.ResourceRequirements.Select(one => (one.Value, one.Type)));
        Assert.Empty(change.Detail.Attempts);
        Assert.True(change.Detail.Container.ReadonlyRootFilesystem);
    }

    [Fact]
    public void An_HTTP_API_request_is_read()
    {
        var request = EventJson.Read<APIGatewayHttpApiV2ProxyRequest>(SamplePayloads.HttpApi);

        Assert.Equal(("2.0", "$default", "/my/path"), (request.Version, request.RouteKey, request.RawPath));
        Assert.Equal("parameter1=value1&parameter1=value2&parameter2=value", request.RawQueryString);
        Assert.Equal(["cookie1", "cookie2"], request.Cookies);
        Assert.Equal("value1,value2", request.Headers["header1"]);
        Assert.Equal("value1,value2", request.QueryStringParameters["parameter1"]);
        Assert.Equal(("Hello from Lambda", false), (request.Body, request.IsBase64Encoded));
        Assert.Equal(("value1", "value1"), (request.PathParameters["parameter1"], request.StageVariables["stageVariable1"]));
        var context = request.RequestContext;
        Assert.Equal(("123456789012", "api-id", "id", "$default", 1583348638390L), (context.AccountId, context.ApiId, context.RequestId, context.Stage, context.TimeEpoch));
        Assert.Equal(("POST", "192.0.2.1", "agent"), (context.Http.Method, context.Http.SourceIp, context.Http.UserAgent));
        Assert.Equal("value1", context.Authorizer.Jwt.Claims["claim1"]);
        Assert.Equal(["scope1", "scope2"], context.Authorizer.Jwt.Scopes);
        Assert.Equal("Subject", context.Authentication.ClientCert.SubjectDN[..7]);
    }

    [Fact]
    public void The_signer_of_an_HTTP_API_request_is_read()
    {
        var request = EventJson.Read<APIGatewayHttpApiV2ProxyRequest>(
            """{"requestContext":{"authorizer":{"iam":{"accessKey":"AKIA...","accountId":"111122223333","callerId":"AIDA...","cognitoIdentity":null,"principalOrgId":"AIDA...","userArn":"arn:aws:iam::111122223333:user/example-user","userId":"AIDA..."}}}}""");

        var signer = request.RequestContext.Authorizer.IAM;
        Assert.Equal(("111122223333", "arn:aws:iam::111122223333:user/example-user"), (signer.AccountId, signer.UserARN));
    }

    [Fact]
    public void An_HTTP_API_response_is_written_without_what_it_does_not_have() =>
        Assert.Equal(
            """{"statusCode":200,"body":"<ok>","isBase64Encoded":false}""",
            EventJson.Write(new APIGatewayHttpApiV2ProxyResponse { StatusCode = 200, Body = "<ok>" }));

    [Fact]
    public void Header_values_replace_what_is_there_or_are_added()
    {
        var response = new APIGatewayHttpApiV2ProxyResponse();

        response.SetHeaderValues("x-a", "1", false);
        response.SetHeaderValues("x-a", ["2", "3"], true);
        response.SetHeaderValues("x-b", "1", true);
        response.SetHeaderValues("x-b", "2", false);

        Assert.Equal([("x-a", "1,2,3"), ("x-b", "2")], response.Headers.Select(header => (header.Key, header.Value)));
    }

    [Fact]
    public void A_payload_that_is_not_the_event_is_refused_with_the_types_name() =>
        Assert.StartsWith(
            "Error converting the Lambda event JSON payload to type Amazon.Lambda.SQSEvents.SQSEvent: ",
            Assert.Throws<JsonSerializerException>(() => EventJson.Read<SQSEvent>("""{"Records":1}""")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_type_that_the_context_does_not_list_is_named() =>
        Assert.Contains(
            "No JsonTypeInfo registered in Aws.Tests.Lambda.Events.EventContext for type System.Version. Add [JsonSerializable(typeof(Version))] to the context.",
            Assert.Throws<JsonSerializerException>(() => EventJson.Read<Version>("1")).Message,
            StringComparison.Ordinal);
}
