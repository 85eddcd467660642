using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.CloudWatchEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;

namespace Aws.Tests.Lambda.Surface;

/// <summary>Whatever compiles against a stand-in has to compile against the official package.</summary>
public sealed class SurfaceTests
{
    private static readonly OfficialApi Official = OfficialApi.Read();

    public static TheoryData<string> StandIns => [.. Assemblies.Select(assembly => assembly.GetName().Name!)];

    private static Assembly[] Assemblies =>
    [
        typeof(ILambdaContext).Assembly,
        typeof(AbstractLambdaJsonSerializer).Assembly,
        typeof(LambdaBootstrap).Assembly,
        typeof(APIGatewayHttpApiV2ProxyRequest).Assembly,
        typeof(S3Event).Assembly,
        typeof(SQSEvent).Assembly,
        typeof(NameValue).Assembly,
        typeof(LambdaFunctionAttribute).Assembly,
        typeof(TestLambdaContext).Assembly,
    ];

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Every_public_type_of_a_stand_in_is_one_of_the_official_package(string standIn) =>
        Assert.Empty(PublicApi.Of(Assembly.Load(standIn)).Keys.Except(Official.Types.Keys));

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Every_member_of_a_stand_in_has_the_official_signature_and_setter(string standIn) =>
        Assert.Empty(PublicApi.Of(Assembly.Load(standIn)).SelectMany(type =>
            type.Value.Except(Official.Types.GetValueOrDefault(type.Key, [])).Select(member => $"{type.Key}: {member}")));

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Every_type_of_a_stand_in_is_of_the_official_kind(string standIn) =>
        Assert.Empty(Assembly.Load(standIn).GetExportedTypes()
            .Where(type => Official.Headings.TryGetValue(TypeName.Full(type), out var heading) && !heading.StartsWith($"{Kind(type)} ", StringComparison.Ordinal))
            .Select(type => $"{Kind(type)} {type}: {Official.Headings[TypeName.Full(type)]}"));

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Every_base_type_that_a_stand_in_can_be_used_as_is_an_official_one(string standIn) =>
        Assert.Empty(Assembly.Load(standIn).GetExportedTypes()
            .Where(type => type is { IsEnum: false } && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => Bases(type).Except(OfficialBases(type)).Select(name => $"{type}: {name}")));

    [Fact]
    public void The_list_of_official_members_was_read_whole()
    {
        Assert.Equal(
            ["IHttpResult AddHeader(string name, string value)", "HttpStatusCode StatusCode { get; }", "Stream Serialize(HttpResultSerializationOptions options)"],
            Official.Types["Amazon.Lambda.Annotations.APIGateway.IHttpResult"].OrderByDescending(line => line[0] is 'I').ThenBy(line => line, StringComparer.Ordinal));
        Assert.Equal(["NONE=0", "AWS_IAM=1"], Official.Types["Amazon.Lambda.Annotations.APIGateway.FunctionUrlAuthType"]);
        Assert.True(Official.Types.Count > 100, $"only {Official.Types.Count} types");
    }

    private static string Kind(Type type) =>
        typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static IEnumerable<string> Bases(Type type) =>
        type.GetInterfaces().Concat(type.BaseType is { } parent && parent != typeof(object) ? [parent] : []).Select(TypeName.Short);

    private static string[] OfficialBases(Type type) =>
        Official.Headings.TryGetValue(TypeName.Full(type), out var heading) && heading.Split(" : ") is [_, var bases]
            ? bases.Split(", ")
            : [];
}
