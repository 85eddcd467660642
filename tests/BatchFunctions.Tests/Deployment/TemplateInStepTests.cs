using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Annotations.S3;
using Amazon.Lambda.Annotations.Schedule;
using Amazon.Lambda.Annotations.SQS;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Http;
using YamlDotNet.RepresentationModel;

namespace BatchFunctions.Tests.Deployment;

/// <summary>template.yaml and the attributed handlers say the same.</summary>
public sealed class TemplateInStepTests
{
    private static readonly IReadOnlyList<DeployedFunction> Deployed = DeployedFunction.ReadAll();

    private static readonly IReadOnlyDictionary<string, MethodInfo> Handlers = typeof(Startup).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<LambdaFunctionAttribute>() is not null)
        .ToDictionary(method => method.Name);

    public static TheoryData<string> Functions => [.. Deployed.Select(function => function.LogicalId)];

    [Fact]
    public void Every_handler_has_a_function_and_every_function_a_handler() =>
        Assert.Equal(Handlers.Keys.Order(StringComparer.Ordinal), Deployed.Select(function => function.LogicalId).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_selects_the_handler_of_its_own_name(string function) =>
        Assert.Equal(function, Find(function).AnnotationsHandler);

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_is_triggered_as_its_handler_says(string function) =>
        Assert.Equal(Attributed(Handlers[function]), Find(function).Events.Select(Triggered));

    [Fact]
    public void Every_route_is_for_known_callers_only_and_no_other_route_is_there() =>
        Assert.Equal(
            Deployed.SelectMany(function => function.Events).Where(trigger => Template.Text(trigger, "Type") == "HttpApi")
                .Select(trigger => trigger["Properties"])
                .Select(route => $"{Method(Template.Text(route, "Method"))} {Template.Text(route, "Path")} [ {{ {{ Caller, [  ] }} }} ]").Order(StringComparer.Ordinal),
            ((YamlMappingNode)Template.Section("Resources", "HttpApi", "Properties", "DefinitionBody", "paths"))
                .Where(path => path.Value is YamlMappingNode)
                .SelectMany(path => ((YamlMappingNode)path.Value).Select(operation => $"{operation.Key} {path.Key} {Template.Text(operation.Value, "security")}"))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Only_the_console_is_for_everybody_and_only_where_people_can_sign_in()
    {
        var open = ((YamlMappingNode)Template.Section("Resources", "HttpApi", "Properties", "DefinitionBody", "paths")).Where(path => path.Value is not YamlMappingNode).ToList();

        Assert.Equal(Routes.Console.Select(route => route.Path), open.Select(path => path.Key.ToString()));
        Assert.All(open, path =>
        {
            var choice = Assert.IsType<YamlSequenceNode>(path.Value);
            Assert.Equal(("!If", "HasConsole", "AWS::NoValue"), (choice.Tag.Value, choice[0].ToString(), choice[2].ToString()));
            var operation = Assert.Single((YamlMappingNode)choice[1]);
            Assert.Equal(("get", "[  ]"), (operation.Key.ToString(), operation.Value["security"].ToString()));
            Assert.Contains("${ShowConsole.Arn}", Template.Text(operation.Value, "x-amazon-apigateway-integration", "uri"), StringComparison.Ordinal);
        });
        Assert.All(
            (string[])["ShowConsole", "ShowConsoleRole", "ShowConsolePermission"],
            name => Assert.Equal("HasConsole", Template.Section("Resources", name, "Condition").ToString()));
        Assert.Equal("[ HasJwtIssuer, [ [ ConsoleClientId,  ] ] ]", Template.Section("Conditions", "HasConsole").ToString());
    }

    /// <summary>The method as OpenAPI has it.</summary>
    private static string? Method(string? method) => method == "ANY" ? "x-amazon-apigateway-any-method" : method?.ToLowerInvariant();

    private static DeployedFunction Find(string function) => Deployed.Single(one => one.LogicalId == function);

    /// <summary>The triggers, each in one line, as the handler's attributes and the list of routes have them.</summary>
    private static IEnumerable<string> Attributed(MethodInfo handler)
    {
        if (handler.GetCustomAttribute<HttpApiAttribute>() is not null)
        {
            // One attribute stands for all routes of a function: see RouteSwitch.
            foreach (var route in Routes.All.Append(Routes.Of("UnknownRoute")).Where(route => route.Function == handler.Name))
            {
                yield return $"HttpApi {route.Key}";
            }
        }

        foreach (var queue in handler.GetCustomAttributes<SQSEventAttribute>())
        {
            var reports = handler.ReturnType == typeof(Task<SQSBatchResponse>) ? "[ ReportBatchItemFailures ]" : "";
            yield return $"SQS {queue.Queue.TrimStart('@')}.Arn {queue.BatchSize} {reports}";
        }

        foreach (var bucket in handler.GetCustomAttributes<S3EventAttribute>())
        {
            yield return $"S3 {bucket.Bucket.TrimStart('@')} {bucket.Events} prefix {bucket.FilterPrefix}";
        }

        foreach (var schedule in handler.GetCustomAttributes<ScheduleEventAttribute>())
        {
            yield return $"Schedule {schedule.Schedule}";
        }
    }

    /// <summary>The trigger in one line, as the template has it.</summary>
    private static string Triggered(YamlMappingNode trigger)
    {
        var type = Template.Text(trigger, "Type");
        var properties = trigger["Properties"];
        return type switch
        {
            "HttpApi" => $"HttpApi {Template.Text(properties, "Method")?.ToUpperInvariant()} {Template.Text(properties, "Path")}",
            "SQS" => $"SQS {Template.Text(properties, "Queue")} {Template.Text(properties, "BatchSize")} {Template.Text(properties, "FunctionResponseTypes")}",
            "S3" => $"S3 {Template.Text(properties, "Bucket")} {Template.Text(properties, "Events")} {Filter(properties)}",
            "Schedule" => $"Schedule {Template.Text(properties, "Schedule")}",
            _ => $"{type} is a kind of trigger that no attribute stands for",
        };
    }

    private static string Filter(YamlNode properties) =>
        string.Join(' ', ((YamlSequenceNode)properties["Filter"]["S3Key"]["Rules"])
            .Select(rule => $"{Template.Text(rule, "Name")} {Template.Text(rule, "Value")}"));
}
