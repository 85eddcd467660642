using System.CommandLine;
using LocalCloud.Console;

namespace LocalBatch.Cli.Commands;

/// <summary>Has a shell ask this program for the words that may follow.</summary>
internal static class CompletionScripts
{
    /// <summary>The word by which a shell asks; behind it what was typed, up to the cursor.</summary>
    public const string Ask = "__complete";

    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static Command Command(Screen screen)
    {
        Argument<string> shell = new("shell") { Description = "bash, zsh or fish." };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && !Shells.Contains(word, StringComparer.Ordinal))
            {
                result.AddError($"completion is for bash, zsh or fish, not for '{word}'.");
            }
        });
        Command command = new("completion", "Prints the completion for a shell; in bash: source <(localbatch completion bash).") { shell };
        command.SetAction(result => screen.Raw(Of(result.GetValue(shell) ?? "bash")));

        return command;
    }

    /// <summary>The script of a shell; where the program has no word to offer, names of files are.</summary>
    public static string Of(string shell) => shell switch
    {
        "zsh" => """
            #compdef localbatch
            _localbatch() {
              local -a offered
              offered=("${(@f)$(localbatch __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
              offered=(${offered:#})
              if (( ${#offered} )); then compadd -a offered; else _files; fi
            }
            compdef _localbatch localbatch
            """,
        "fish" => """
            complete -c localbatch -a '(localbatch __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
            """,
        _ => """
            _localbatch() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(localbatch __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _localbatch localbatch
            """,
    };
}
