using System.Collections.Frozen;

namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::Serverless::Function</c> and <c>AWS::Lambda::Function</c>.</summary>
internal sealed class FunctionReader(ResourceValues values, FunctionEventReader events, Omissions omissions)
{
    /// <summary>AWS: a template cannot set these (Lambda developer guide, defined runtime environment variables).</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [
            "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
        ],
        StringComparer.Ordinal);

    public FunctionResource Read(DeclaredResource resource, FunctionCode code, PropertyReader properties)
    {
        var name = values.Name(resource);
        var (routes, queues) = events.Read(resource, values.Arn(resource), properties);
        FunctionResource function = new()
        {
            LogicalId = resource.LogicalId,
            Name = name,
            Arn = values.Arn(resource),
            RoleArn = properties.Text("Role") ?? values.RoleArn(values.MadeUpName($"{resource.LogicalId}Role")),
            Handler = properties.Text("Handler") ?? (code.Inline is null ? "bootstrap" : "index.handler"),
            Code = code,
            Timeout = TimeSpan.FromSeconds(properties.Integer("Timeout", 1, 900) ?? 3),
            MemoryMiB = properties.Integer("MemorySize", 128, 10_240) ?? 128,
            ReservedConcurrentExecutions = properties.Integer("ReservedConcurrentExecutions", 0, int.MaxValue),
            Environment = ReadEnvironment(properties),
            Logging = ReadLogging(properties, name),
            Async = ReadAsync(properties),
            AllowsLoops = ReadRecursiveLoop(properties),
            Routes = routes,
            Queues = queues,
        };
        if (properties.Node("Layers") is { } layers && code != FunctionCode.Bootstrap)
        {
            omissions.Add(layers.Line, $"the layers of {resource.LogicalId}; what they hold must be installed for {code.Runtime} on this machine");
        }

        properties.Ignore(
            "FunctionName", "CodeUri", "Architectures", "Policies", "PermissionsBoundary", "RolePath", "Tracing", "Tags",
            "PropagateTags", "Description", "EphemeralStorage", "KmsKeyArn", "VpcConfig", "AutoPublishAlias", "AutoPublishAliasAllProperties",
            "AutoPublishCodeSha256", "DeploymentPreference", "ProvisionedConcurrencyConfig", "SnapStart", "VersionDescription",
            "RuntimeManagementConfig", "SourceKMSKeyArn", "CodeSigningConfigArn", "AssumeRolePolicyDocument", "TracingConfig",
            "FileSystemConfigs", "FunctionUrlConfig", "ImageConfig", "RuntimePolicy", "VersionDeletionPolicy", "TenancyConfig", "DurableConfig", "CapacityProviderConfig");
        return function;
    }

    private static bool ReadRecursiveLoop(PropertyReader properties)
    {
        // AWS: Terminate where nothing is said (API_PutFunctionRecursionConfig).
        var mode = properties.Text("RecursiveLoop");
        if (mode is not (null or "Allow" or "Terminate"))
        {
            properties.Refuse("RecursiveLoop", $"RecursiveLoop is \"{mode}\" but must be Allow or Terminate");
        }

        return mode == "Allow";
    }

    private static Dictionary<string, string> ReadEnvironment(PropertyReader properties)
    {
        if (properties.Map("Environment") is not { } environment)
        {
            return [];
        }

        Dictionary<string, string> variables = new(environment.Variables("Variables"), StringComparer.Ordinal);
        foreach (var reserved in variables.Keys.Where(Reserved.Contains))
        {
            environment.Refuse("Variables", $"{reserved} is set by Lambda itself and cannot be set here");
        }

        environment.Finish();
        return variables;
    }

    private static FunctionLogging ReadLogging(PropertyReader properties, string name)
    {
        var logging = properties.Map("LoggingConfig");
        FunctionLogging result = new(
            logging?.Text("LogFormat") == "JSON", logging?.Text("ApplicationLogLevel"), logging?.Text("LogGroup") ?? $"/aws/lambda/{name}");
        logging?.Ignore("SystemLogLevel");
        logging?.Finish();
        return result;
    }

    private static AsyncInvocationRules ReadAsync(PropertyReader properties)
    {
        var rules = AsyncInvocationRules.Default;
        if (properties.Map("EventInvokeConfig") is { } config)
        {
            rules = ReadInvokeConfig(rules, config);
        }

        // AWS: DeadLetterConfig of AWS::Lambda::Function, DeadLetterQueue of SAM.
        if ((properties.Map("DeadLetterQueue") ?? properties.Map("DeadLetterConfig")) is { } deadLetter)
        {
            rules = rules with { DeadLetterArn = deadLetter.RequiredText("TargetArn") };
            deadLetter.Ignore("Type");
            deadLetter.Finish();
        }

        return rules;
    }

    /// <summary>The rules of an <c>AWS::Lambda::EventInvokeConfig</c>, which says of a function what SAM says in the function itself.</summary>
    public static AsyncInvocationRules ReadInvokeConfig(AsyncInvocationRules rules, PropertyReader config)
    {
        var read = rules with
        {
            MaximumRetryAttempts = config.Integer("MaximumRetryAttempts", 0, 2) ?? rules.MaximumRetryAttempts,
            MaximumEventAge = TimeSpan.FromSeconds(config.Integer("MaximumEventAgeInSeconds", 60, 21_600) ?? 21_600),
            OnFailureArn = config.Map("DestinationConfig") is { } destinations ? Destination(destinations) : null,
        };
        config.Finish();

        return read;
    }

    private static string? Destination(PropertyReader destinations)
    {
        var onFailure = destinations.Map("OnFailure");
        var arn = onFailure?.Text("Destination");
        onFailure?.Ignore("Type");
        onFailure?.Finish();
        destinations.Finish();
        return arn;
    }
}
