using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the client on AWSSDK.Core's pipeline.</summary>
internal sealed class ClientEmitter(ServiceModel model)
{
    private const string Keys = "string awsAccessKeyId, string awsSecretAccessKey";
    private const string KeyNames = "awsAccessKeyId, awsSecretAccessKey";

    private string Name => $"Amazon{model.Name}Client";

    private string Config => $"Amazon{model.Name}Config";

    public SourceFile Emit()
    {
        var source = SourceWriter.File(
            [
                "System.Threading", "System.Threading.Tasks", "Amazon.Runtime", "Amazon.Runtime.Endpoints", "Amazon.Runtime.Internal",
                $"{model.Namespace}.Internal", $"{model.Namespace}.Model", "AWSSDK.ServiceRuntime.Client",
            ],
            model.Namespace);
        source.Summary($"Calls {model.ServiceId}. One client serves any number of threads; keep it as long as the program runs.");
        source.Block($"public partial class {Name} : AmazonServiceClient, IAmazon{model.Name}", () =>
        {
            source.Line($"private static readonly IServiceMetadata Metadata = new ServiceMetadata(\"{model.ServiceId}\");");
            source.Line();
            source.Apart(Constructors(), constructor =>
                source.Block($"public {Name}({constructor.Parameters}) : {constructor.Call}", () => { }));
            source.Line();
            if (model.Operations.Any(operation => operation.Pages is not null))
            {
                source.Line("/// <inheritdoc />");
                source.Line($"public I{model.Name}PaginatorFactory Paginators => field ??= new {model.Name}PaginatorFactory(this);");
                source.Line();
            }

            source.Line("/// <inheritdoc />");
            source.Line("protected override IServiceMetadata ServiceMetadata => Metadata;");
            source.Line();
            Operations(source);
            Pipeline(source);
        });

        return SourceFile.Of(Name, source);
    }

    private IEnumerable<(string Parameters, string Call)> Constructors()
    {
        var inRegion = $"new {Config} {{ RegionEndpoint = region }}";
        yield return ("", $"base(new {Config}())");
        yield return ("RegionEndpoint region", $"base({inRegion})");
        yield return ($"{Config} config", "base(config)");
        foreach (var (parameters, names) in new[]
        {
            ("AWSCredentials credentials", "credentials"),
            (Keys, KeyNames),
            ($"{Keys}, string awsSessionToken", $"{KeyNames}, awsSessionToken"),
        })
        {
            yield return (parameters, $"this({names}, new {Config}())");
            yield return ($"{parameters}, RegionEndpoint region", $"this({names}, {inRegion})");
            yield return ($"{parameters}, {Config} clientConfig", $"base({names}, clientConfig)");
        }
    }

    private void Operations(SourceWriter source)
    {
        foreach (var operation in model.Operations)
        {
            source.Line("/// <inheritdoc />");
            source.Line($"public virtual Task<{operation.Output}> {operation.Name}Async({operation.Input} request, CancellationToken cancellationToken = default) =>");
            source.Continue($"InvokeAsync<{operation.Output}>(request, {model.Name}Calls.{operation.Name}.Options(), cancellationToken);");
            source.Line();
        }
    }

    private static void Pipeline(SourceWriter source)
    {
        source.Line("/// <inheritdoc />");
        source.Line("public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>");
        source.Continue("Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));");
        source.Line();
        source.Line("/// <inheritdoc />");
        source.Block("protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)", () =>
        {
            source.Line("pipeline.RemoveHandler<EndpointResolver>();");
            source.Line("pipeline.AddHandlerAfter<Marshaller>(new StandardEndpointResolver());");
            source.Line("pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthHandler());");
        });
    }
}
