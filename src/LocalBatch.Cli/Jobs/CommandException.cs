namespace LocalBatch.Cli.Jobs;

/// <summary>A command cannot be carried out; the message says what would be right.</summary>
internal sealed class CommandException(string message) : Exception(message);
