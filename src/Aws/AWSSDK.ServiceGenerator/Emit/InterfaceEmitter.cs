using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the client's interface and the base class of its requests.</summary>
internal sealed class InterfaceEmitter(ServiceModel model)
{
    public SourceFile EmitInterface()
    {
        var source = SourceWriter.File(
            ["System", "System.Diagnostics.CodeAnalysis", "System.Threading", "System.Threading.Tasks", "Amazon.Runtime", "Amazon.Runtime.Endpoints", $"{model.Namespace}.Model"],
            model.Namespace);
        source.Summary($"A client of {model.ServiceId}.");
        source.Block($"public partial interface IAmazon{model.Name} : IAmazonService, IDisposable", () =>
        {
            if (model.Operations.Any(operation => operation.Pages is not null))
            {
                source.Summary("Operations whose answers come in pages, as streams.");
                source.Line($"I{model.Name}PaginatorFactory Paginators {{ get; }}");
                source.Line();
            }

            source.Apart(model.Operations, operation =>
            {
                source.Summary($"Calls {operation.Name}.");
                source.Line($"Task<{operation.Output}> {operation.Name}Async({operation.Input} request, CancellationToken cancellationToken = default);");
            });
            source.Line();
            source.Summary("The address that a request would be sent to.");
            source.Line("Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);");
            source.Line();
            Defaults(source);
        });

        return SourceFile.Of($"IAmazon{model.Name}", source);
    }

    private void Defaults(SourceWriter source)
    {
        source.Line($"[DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(Amazon{model.Name}Config))]");
        source.Line($"static ClientConfig IAmazonService.CreateDefaultClientConfig() => new Amazon{model.Name}Config();");
        source.Line();
        source.Line("[UnconditionalSuppressMessage(\"Trimming\", \"IL2026\", Justification = \"The config is made here; nothing is looked up by name.\")]");
        source.Block("static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig)", () =>
        {
            source.Block($"if (clientConfig is not Amazon{model.Name}Config config)", () =>
                source.Line($"throw new AmazonClientException(\"The configuration of Amazon{model.Name}Client must be an Amazon{model.Name}Config.\");"));
            source.Line();
            source.Line($"return awsCredentials is null ? new Amazon{model.Name}Client(config) : new Amazon{model.Name}Client(awsCredentials, config);");
        });
    }

    public SourceFile EmitRequest()
    {
        var source = SourceWriter.File(["Amazon.Runtime"], model.Namespace);
        source.Summary($"What every request to {model.ServiceId} has in common.");
        source.Block($"public partial class Amazon{model.Name}Request : AmazonWebServiceRequest", () => { });

        return SourceFile.Of($"Amazon{model.Name}Request", source);
    }
}
