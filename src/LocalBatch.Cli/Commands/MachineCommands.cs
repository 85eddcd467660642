using System.CommandLine;
using LocalBatch.Cli.Jobs;
using LocalBatch.Cli.Machine;
using LocalCloud.Console;

namespace LocalBatch.Cli.Commands;

/// <summary>The commands about this machine: where the stack is, and what jobs will miss.</summary>
internal sealed class MachineCommands(Screen screen, TimeProvider time)
{
    public Command Environment()
    {
        var state = StateOption.Make();
        Option<bool> profile = new("--profile") { Description = "Write the AWS profile 'local' into the files of AWS's tools instead, for AWS_PROFILE=local.", Arity = ArgumentArity.Zero };
        Command command = new("env", "Prints what AWS's tools find the stack by that is up: eval \"$(localbatch env)\".") { state, profile };
        command.SetAction(result => EnvironmentLines.Print(screen, RunningBatch.Find(StateOption.Of(result, state), time), result.GetValue(profile)));

        return command;
    }

    public Command Doctor()
    {
        var state = StateOption.Make();
        Command command = new("doctor", "Says what of this machine jobs will miss. Ends with 1 where no job can run.") { state };
        command.SetAction(async (result, cancellation) =>
        {
            var findings = Machine.Doctor.Judge(await MachineFacts.LookAsync(StateOption.Of(result, state), cancellation));
            foreach (var finding in findings)
            {
                screen.Line(finding.ToString());
            }

            return findings.Any(finding => finding.Grade == Grade.Wrong) ? MainJob.JobFailed : MainJob.AllSucceeded;
        });

        return command;
    }
}

/// <summary>The option that names the state folder of the stack that is meant.</summary>
internal static class StateOption
{
    private const string Usual = ".local";

    public static Option<string> Make() => new("--state") { Description = "State folder of the stack that is up.", DefaultValueFactory = _ => Usual, HelpName = "DIR" };

    public static string Of(ParseResult result, Option<string> option) => result.GetValue(option) ?? Usual;
}
