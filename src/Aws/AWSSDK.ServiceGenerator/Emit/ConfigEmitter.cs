using AWSSDK.ServiceGenerator.Model;

namespace AWSSDK.ServiceGenerator.Emit;

/// <summary>Writes the client's configuration.</summary>
internal sealed class ConfigEmitter(ServiceModel model)
{
    public SourceFile Emit()
    {
        var name = $"Amazon{model.Name}Config";
        var source = SourceWriter.File(
            ["System.Collections.Generic", "Amazon.Runtime", "Amazon.Runtime.Endpoints", "Amazon.Util.Internal", "AWSSDK.ServiceRuntime.Client"],
            model.Namespace);
        source.Summary($"How a client reaches {model.ServiceId}: region, address, time-outs, retries.");
        source.Block($"public partial class {name} : ClientConfig", () =>
        {
            source.Line($"private static readonly string Agent = InternalSDKUtils.BuildUserAgentString(\"{model.ServiceId}\", \"4.0.0.0\");");
            source.Line();
            source.Block($"public {name}() : base(StandardDefaults.Provider())", () =>
            {
                source.Line($"base.ServiceId = \"{model.ServiceId}\";");
                source.Line($"AuthenticationServiceName = \"{model.EndpointPrefix}\";");
                source.Block(
                    $"EndpointProvider = new StandardEndpointProvider(\"{model.EndpointPrefix}\", new Dictionary<string, string>",
                    () =>
                    {
                        foreach (var endpoint in model.FipsEndpoints)
                        {
                            source.Line($"[\"{endpoint.Match}\"] = \"{endpoint.Url}\",");
                        }
                    },
                    "});");
            });
            source.Line();
            source.Summary("AWS's name of the service.");
            source.Line($"public static new string ServiceId => \"{model.ServiceId}\";");
            Override(source, "string RegionEndpointServiceName", $"\"{model.EndpointPrefix}\"");
            Override(source, "string ServiceVersion", $"\"{model.ApiVersion}\"");
            Override(source, "string UserAgent", "Agent");
            Override(
                source,
                "Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)",
                "StandardEndpointResolver.Determine(this, ServiceId, parameters)");
        });

        return SourceFile.Of(name, source);
    }

    private static void Override(SourceWriter source, string member, string value)
    {
        source.Line();
        source.Line("/// <inheritdoc />");
        source.Line($"public override {member} => {value};");
    }
}
