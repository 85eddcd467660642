using System.CommandLine;
using LocalBatch.Cli.Jobs;
using LocalCloud.Console;

namespace LocalBatch.Cli.Commands;

/// <summary>The commands about jobs of the stack that is up, for who has no AWS CLI.</summary>
internal sealed class JobCommands(Screen screen, TimeProvider time)
{
    /// <param name="jobCommand">What stands behind <c>--</c>.</param>
    public Command Submit(IReadOnlyList<string> jobCommand)
    {
        var state = StateOption.Make();
        SubmissionArguments submission = new();
        Option<bool> wait = new("--wait") { Description = "Print what it writes as it comes, wait for its end, and end with 0 or 1 as it did.", Arity = ArgumentArity.Zero };
        Command command = new("submit", "Submits a job and prints its id; the job's command stands behind --, as in: localbatch submit --wait -- echo hello") { state, wait };
        foreach (var option in submission.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (result, cancellation) =>
        {
            var body = submission.Read(result, jobCommand).Body();
            using var stack = RunningBatch.Find(StateOption.Of(result, state), time);
            var jobId = await stack.SubmitAsync(body, cancellation);
            if (!result.GetValue(wait))
            {
                screen.Line(jobId);
                return MainJob.AllSucceeded;
            }

            return await FollowToEndAsync(stack, jobId, cancellation);
        });

        return command;
    }

    public Command Logs()
    {
        var (state, job) = (StateOption.Make(), JobArgument());
        Option<bool> follow = new("--follow", "-f") { Description = "Go on until the job is over.", Arity = ArgumentArity.Zero };
        Command command = new("logs", "Prints what a job has written: its last attempt, or every child, node or container of it.") { job, follow, state };
        command.SetAction(async (result, cancellation) =>
        {
            using var stack = RunningBatch.Find(StateOption.Of(result, state), time);
            await new JobLines(stack, screen.Line, time).PrintAsync(result.GetValue(job) ?? "", result.GetValue(follow), cancellation);

            return MainJob.AllSucceeded;
        });

        return command;
    }

    public Command Why()
    {
        var (state, job) = (StateOption.Make(), JobArgument());
        Command command = new("why", "Says in what status a job is, why it waits or how it ended, and what can be done about it.") { job, state };
        command.SetAction(async (result, cancellation) =>
        {
            using var stack = RunningBatch.Find(StateOption.Of(result, state), time);
            foreach (var line in await stack.WhyAsync(result.GetValue(job) ?? "", cancellation))
            {
                screen.Line(line);
            }

            return MainJob.AllSucceeded;
        });

        return command;
    }

    public Command Cancel()
    {
        var state = StateOption.Make();
        Argument<string[]> jobs = new("job") { Description = "Job ids.", Arity = ArgumentArity.OneOrMore };
        Option<string> reason = new("--reason") { Description = "Why; it stands in the status reason.", DefaultValueFactory = _ => "Cancelled with localbatch.", HelpName = "TEXT" };
        Command command = new("cancel", "Ends jobs, whether they wait or run (TerminateJob).") { jobs, reason, state };
        command.SetAction(async (result, cancellation) =>
        {
            using var stack = RunningBatch.Find(StateOption.Of(result, state), time);
            foreach (var jobId in result.GetValue(jobs) ?? [])
            {
                var job = await stack.DescribeAsync(jobId, cancellation);
                if (job.IsOver)
                {
                    screen.Error($"{jobId} is over already: {job.Status}.");
                    continue;
                }

                await stack.TerminateAsync(jobId, result.GetValue(reason) ?? "", cancellation);
            }

            return MainJob.AllSucceeded;
        });

        return command;
    }

    private static Argument<string> JobArgument() => new("job") { Description = "Job id; of a child ID:INDEX, of a node ID#INDEX." };

    private async Task<int> FollowToEndAsync(RunningBatch stack, string jobId, CancellationToken cancellation)
    {
        try
        {
            var end = await new JobLines(stack, screen.Line, time).PrintAsync(jobId, follow: true, cancellation);
            if (end.Status == "SUCCEEDED")
            {
                return MainJob.AllSucceeded;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            screen.Error($"Interrupted: job {jobId} goes on; 'localbatch cancel {jobId}' ends it.");
            throw;
        }

        foreach (var line in await stack.WhyAsync(jobId, cancellation))
        {
            screen.Error(line);
        }

        return MainJob.JobFailed;
    }
}
