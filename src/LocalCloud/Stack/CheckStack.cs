using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>
/// What a manifest is checked by: the template's resources of AWS Batch, made by LocalBatch in a folder that is removed afterwards, and the
/// functions' own check, in their own program. So it is the check that a manifest meets when it is dropped, and what AWS Batch would
/// refuse of the template is told too.
/// </summary>
internal static class CheckStack
{
    // The name of the handler, by which the functions' program knows what it is to do.
    private const string Handler = "SubmitManifest";

    /// <summary>The part of a stack that a check needs.</summary>
    public static StackModel Of(StackModel model) => new()
    {
        Batch = model.Batch,
        InstanceProfiles = model.InstanceProfiles,
        Functions =
        [
            new()
            {
                LogicalId = Handler,
                Name = Handler,
                Arn = $"arn:aws:lambda:us-east-1:123456789012:function:{Handler}",
                RoleArn = "arn:aws:iam::123456789012:role/local-check",
                Handler = "bootstrap",
                Timeout = TimeSpan.FromSeconds(60),
                MemoryMiB = 1024,
                Environment = new Dictionary<string, string>
                {
                    ["ANNOTATIONS_HANDLER"] = Handler,
                    // A check writes nothing and sends nothing.
                    ["TABLE_NAME"] = "none",
                    ["SUBMIT_QUEUE_URL"] = "http://127.0.0.1/none",
                },
                Logging = new(IsJson: true, "ERROR", $"/aws/lambda/{Handler}"),
                Async = AsyncInvocationRules.Default,
                Routes = [new("POST", "/submissions", TimeSpan.FromSeconds(30))],
            },
        ],
    };

    /// <summary>The options of such a stack: on free ports, and nobody's state.</summary>
    public static StackOptions Options(StackOptions options, string folder, int port, int apiPort) => new()
    {
        Template = options.Template,
        OtherTemplate = options.OtherTemplate,
        Region = options.Region,
        Functions = options.Functions,
        StateFolder = folder,
        Port = port,
        ApiPort = apiPort,
    };
}
