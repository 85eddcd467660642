using LocalBatch;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Confinement;
using LocalCloud.Iam;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Console;

/// <summary>What the user needs to know once the stack is ready.</summary>
internal static class Welcome
{
    /// <param name="isVerbose">Also what is of no consequence for most.</param>
    public static void Print(Screen screen, LocalStack stack, StackOptions options, bool isVerbose)
    {
        if (isVerbose)
        {
            foreach (var line in TemplateText.LeftOut(stack.Model))
            {
                screen.Line(line);
            }
        }

        foreach (var note in stack.Model.Notes)
        {
            screen.Line(note);
        }

        PrintRoles(screen, stack.Model, options, isVerbose);
        if (options.Chaos is { } chaos)
        {
            screen.Line($"Chaos is on; --chaos-seed {chaos.Seed} repeats it.");
        }

        if (stack.JobsRun is { } jobsRun)
        {
            screen.Line(jobsRun);
        }

        if (JobUser.MayChoose && options.Jobs.Executor != ExecutorKind.Docker)
        {
            screen.Line(options.Jobs.User is { } user and not "root"
                ? $"Started as root: jobs run as {user}. --job-user root lets them keep root's rights."
                : "Started as root, and jobs have root's rights too: whoever may submit one may do everything on this machine.");
        }

        screen.Line(JobTools.Line(JobTools.Find("aws", options.Jobs.Path ?? ProcessExecutorOptions.UsualPath)));
        foreach (var (name, value) in ReadyFiles.Environment(stack))
        {
            screen.Line($"export {name}={value}");
        }

        if (stack.Api is { } api)
        {
            screen.Line($"HTTP API   {api.AbsoluteUri.TrimEnd('/')}");
        }

        if (stack.Console is { } console)
        {
            screen.Line($"Console    {console.AbsoluteUri}");
        }

        if (ServiceMapping.Inbox(stack.Model) is { } inbox)
        {
            screen.Line($"Inbox      s3://{inbox.Bucket}/{inbox.Prefix}");
        }

        screen.Line($"State      {stack.StatePath}");
        if (stack.TakenUp is { Waiting: var waiting, Running: var running } && waiting + running is > 0 and var all)
        {
            screen.Line($"Taken up   {all} job{(all == 1 ? "" : "s")} of the last run that had not ended");
        }
    }

    /// <summary>What becomes of the jobs when the stack stops.</summary>
    public static string Stopping(OpenJobs open)
    {
        var running = open.Running switch
        {
            0 => "",
            1 => "1 running job counts as one on a lost host",
            var count => $"{count} running jobs count as some on lost hosts",
        };
        var waiting = open.Waiting switch
        {
            0 => "",
            1 => "1 that waits is taken up at the next start",
            var count => $"{count} that wait are taken up at the next start",
        };
        string[] parts = [.. ((string[])[running, waiting]).Where(part => part.Length > 0)];

        return parts.Length == 0 ? "Stopping." : $"Stopping; {string.Join(", ", parts)}.";
    }

    private static void PrintRoles(Screen screen, StackModel model, StackOptions options, bool isVerbose)
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

        if (!isVerbose)
        {
            return;
        }

        screen.Line($"The template's policies decide what its {model.Roles.Count} roles may do; a role that it does not declare may do everything.");
    }
}
