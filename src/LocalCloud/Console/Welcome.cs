using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Confinement;
using LocalCloud.Iam;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Console;

/// <summary>What the user needs to know once the stack is ready.</summary>
internal static class Welcome
{
    public static void Print(Screen screen, LocalStack stack, StackOptions options)
    {
        if (stack.Model.Ignored.Count > 0)
        {
            var ignored = stack.Model.Ignored.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} ({entry.Value.Count})");
            screen.Line($"Without meaning on one machine, left out: {string.Join(", ", ignored)}");
        }

        foreach (var note in stack.Model.Notes)
        {
            screen.Line(note);
        }

        foreach (var (source, targetArn) in ServiceMapping.Undelivered(stack.Model))
        {
            screen.Line($"Not delivered on one machine: what {source} sends to {targetArn}");
        }

        PrintRoles(screen, stack.Model, options);
        if (options.Chaos is { } chaos)
        {
            screen.Line($"Chaos is on; --chaos-seed {chaos.Seed} repeats it.");
        }

        if (JobUser.MayChoose)
        {
            screen.Line(options.Jobs.User is { } user and not "root"
                ? $"Started as root: jobs run as {user}. --job-user root lets them keep root's rights."
                : "Started as root, and jobs have root's rights too: whoever may submit one may do everything on this machine.");
        }

        screen.Line(JobTools.Line(JobTools.Find("aws", options.Jobs.Path ?? ProcessExecutorOptions.UsualPath)));
        screen.Line("export AWS_ENDPOINT_URL=" + stack.Endpoint.GetLeftPart(UriPartial.Authority));
        screen.Line("export AWS_ACCESS_KEY_ID=" + stack.Credentials.AccessKeyId);
        screen.Line("export AWS_SECRET_ACCESS_KEY=" + stack.Credentials.SecretAccessKey);
        screen.Line("export AWS_REGION=" + stack.Account.Region);
        // AWS: the AWS CLI and boto3 read this name, the other SDKs the one above.
        screen.Line("export AWS_DEFAULT_REGION=" + stack.Account.Region);
        if (stack.Api is { } api)
        {
            screen.Line($"HTTP API   {api.AbsoluteUri.TrimEnd('/')}");
        }

        if (ServiceMapping.Inbox(stack.Model) is { } inbox)
        {
            screen.Line($"Inbox      s3://{inbox.Bucket}/{inbox.Prefix}");
        }

        screen.Line($"State      {stack.StatePath}");
        screen.Line("Ready.");
    }

    private static void PrintRoles(Screen screen, StackModel model, StackOptions options)
    {
        if (!options.HasIam)
        {
            screen.Line("IAM is off: every role may do everything.");
            return;
        }

        foreach (var role in model.Roles.Where(role => role.Elsewhere.Count > 0))
        {
            screen.Line($"Policies that are not in the template: {string.Join(", ", role.Elsewhere)} of {Caller.RoleName(role.Arn)}, which so may do everything that its other policies do not deny.");
        }

        screen.Line($"The template's policies decide what its {model.Roles.Count} roles may do; a role that it does not declare may do everything.");
    }
}
