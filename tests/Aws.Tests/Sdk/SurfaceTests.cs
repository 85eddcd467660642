using System.Reflection;
using System.Text.Json.Nodes;
using Amazon.Batch;
using Amazon.CloudWatchLogs;
using Amazon.EventBridge;
using Amazon.Runtime;
using AWSSDK.ServiceRuntime.Json;

namespace Aws.Tests.Sdk;

/// <summary>
/// What the stand-ins show to their callers is what the official packages show: a class of ours alone would compile here
/// and fail there.
/// </summary>
public sealed class SurfaceTests
{
    public static TheoryData<string> Services { get; } = ["Batch", "CloudWatchLogs", "EventBridge"];

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_public_type_has_an_official_name(string service) =>
        Assert.Equal(
            Official(service).Order(StringComparer.Ordinal),
            PackageOf(service).GetExportedTypes().Select(type => type.FullName).Order(StringComparer.Ordinal));

    [Fact]
    public void What_the_clients_share_shows_nothing() =>
        Assert.Empty(typeof(Findings).Assembly.GetExportedTypes());

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_structure_has_the_members_of_the_model_and_no_other(string service)
    {
        foreach (var (name, shape) in Shapes(service).Where(shape => Is(shape.Value, "structure") && !IsException(shape.Value)))
        {
            var type = PackageOf(service).GetType($"Amazon.{service}.Model.{name}");
            Assert.NotNull(type);
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(member => member is not MethodBase { IsSpecialName: true })
                .Select(member => member.Name);

            Assert.Equal(
                (shape?["members"]?.AsObject() ?? []).Select(member => Pascal(member.Key)).Order(StringComparer.Ordinal),
                members.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_constant_class_has_the_values_of_the_model(string service)
    {
        foreach (var (name, shape) in Shapes(service).Where(shape => shape.Value?["enum"] is not null))
        {
            var type = PackageOf(service).GetType($"Amazon.{service}.{name}");
            Assert.NotNull(type);

            Assert.Equal(
                (shape?["enum"]?.AsArray() ?? []).Select(value => (string?)value),
                type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (field.GetValue(null) as ConstantClass)?.Value));
        }
    }

    [Fact]
    public void The_client_has_the_constructors_of_the_official_one() =>
        Assert.Equal(
            [
                "", "AWSCredentials", "AWSCredentials, AmazonBatchConfig", "AWSCredentials, RegionEndpoint", "AmazonBatchConfig",
                "RegionEndpoint", "String, String", "String, String, AmazonBatchConfig", "String, String, RegionEndpoint",
                "String, String, String", "String, String, String, AmazonBatchConfig", "String, String, String, RegionEndpoint",
            ],
            typeof(AmazonBatchClient).GetConstructors()
                .Select(constructor => string.Join(", ", constructor.GetParameters().Select(parameter => parameter.ParameterType.Name)))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void A_double_of_the_interface_needs_only_what_the_official_interface_asks_for() =>
        Assert.Equal(
            Model("Batch")["operations"]?.AsObject().Select(operation => $"{operation.Key}Async")
                .Concat(["DetermineServiceOperationEndpoint", "get_Paginators"])
                .Order(StringComparer.Ordinal),
            typeof(IAmazonBatch).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Select(method => method.Name)
                .Order(StringComparer.Ordinal));

    private static IEnumerable<string> Official(string service)
    {
        var model = Model(service);
        var operations = model["operations"]?.AsObject() ?? [];
        var paged = operations.Where(operation => operation.Value?["paginates"] is not null).Select(operation => operation.Key).ToList();
        var space = $"Amazon.{service}";

        return
        [
            $"{space}.Amazon{service}Client", $"{space}.Amazon{service}Config", $"{space}.Amazon{service}Exception",
            $"{space}.Amazon{service}Request", $"{space}.IAmazon{service}",
            .. paged.Select(operation => $"{space}.Model.I{operation}Paginator"),
            .. paged.Take(1).SelectMany(_ => new[] { $"{space}.Model.I{service}PaginatorFactory", $"{space}.Model.{service}PaginatorFactory" }),
            .. Shapes(service).Where(shape => Is(shape.Value, "structure")).Select(shape => $"{space}.Model.{shape.Key}"),
            .. Shapes(service).Where(shape => shape.Value?["enum"] is not null).Select(shape => $"{space}.{shape.Key}"),
        ];
    }

    private static JsonObject Shapes(string service) => Model(service)["shapes"]?.AsObject() ?? [];

    private static JsonObject Model(string service)
    {
        using var stream = typeof(SurfaceTests).Assembly.GetManifestResourceStream($"Model.{service}.json")
            ?? throw new FileNotFoundException($"The model of {service} is not among the tests' resources.");

        return JsonNode.Parse(stream)?.AsObject() ?? [];
    }

    private static Assembly PackageOf(string service) => service switch
    {
        "Batch" => typeof(AmazonBatchClient).Assembly,
        "CloudWatchLogs" => typeof(AmazonCloudWatchLogsClient).Assembly,
        _ => typeof(AmazonEventBridgeClient).Assembly,
    };

    private static bool Is(JsonNode? shape, string type) => (string?)shape?["type"] == type;

    private static bool IsException(JsonNode? shape) => (bool?)shape?["exception"] == true;

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
