namespace Amazon.Lambda.Annotations.SourceGenerator.Model;

/// <summary>Full names of the types the generator looks for or writes.</summary>
internal static class Names
{
    public const string LambdaFunction = "Amazon.Lambda.Annotations.LambdaFunctionAttribute";
    public const string LambdaStartup = "Amazon.Lambda.Annotations.LambdaStartupAttribute";
    public const string GlobalProperties = "Amazon.Lambda.Annotations.LambdaGlobalPropertiesAttribute";
    public const string FromServices = "Amazon.Lambda.Annotations.FromServicesAttribute";
    public const string HttpApi = "Amazon.Lambda.Annotations.APIGateway.HttpApiAttribute";
    public const string FromBody = "Amazon.Lambda.Annotations.APIGateway.FromBodyAttribute";
    public const string FromHeader = "Amazon.Lambda.Annotations.APIGateway.FromHeaderAttribute";
    public const string FromQuery = "Amazon.Lambda.Annotations.APIGateway.FromQueryAttribute";
    public const string FromRoute = "Amazon.Lambda.Annotations.APIGateway.FromRouteAttribute";
    public const string HttpResult = "Amazon.Lambda.Annotations.APIGateway.IHttpResult";
    public const string S3EventAttribute = "Amazon.Lambda.Annotations.S3.S3EventAttribute";
    public const string SqsEventAttribute = "Amazon.Lambda.Annotations.SQS.SQSEventAttribute";
    public const string ScheduleEventAttribute = "Amazon.Lambda.Annotations.Schedule.ScheduleEventAttribute";
    public const string Serializer = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    public const string Context = "Amazon.Lambda.Core.ILambdaContext";
    public const string HttpRequest = "Amazon.Lambda.APIGatewayEvents.APIGatewayHttpApiV2ProxyRequest";
    public const string HttpResponse = "Amazon.Lambda.APIGatewayEvents.APIGatewayHttpApiV2ProxyResponse";
    public const string S3Event = "Amazon.Lambda.S3Events.S3Event";
    public const string SqsEvent = "Amazon.Lambda.SQSEvents.SQSEvent";
    public const string SqsBatchResponse = "Amazon.Lambda.SQSEvents.SQSBatchResponse";
    public const string ScheduledEvent = "Amazon.Lambda.CloudWatchEvents.ScheduledEvents.ScheduledEvent";
    public const string ServiceCollection = "Microsoft.Extensions.DependencyInjection.IServiceCollection";
    public const string Task = "System.Threading.Tasks.Task";
    public const string TaskOf = "System.Threading.Tasks.Task<TResult>";
    public const string Stream = "System.IO.Stream";
}
