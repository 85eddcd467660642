using LocalBatch.Execution.Processes;

namespace LocalBatch.Execution.Docker;

/// <summary>The environment of a container with the values of its secrets.</summary>
internal static class SecretVariables
{
    /// <returns>The variables, or what is missing.</returns>
    public static (IReadOnlyDictionary<string, string> Variables, AttemptEvent.FailedToStart? Missing) Of(Attempt attempt, SecretValues values)
    {
        var asked = attempt.Surroundings;
        if (asked.LogSecrets.Concat(asked.Secrets).FirstOrDefault(secret => values.Find(secret.ValueFrom) is null) is { } missing)
        {
            return (attempt.Environment, StartError.SecretMissing(missing.ValueFrom));
        }

        if (asked.Secrets.Count == 0)
        {
            return (attempt.Environment, null);
        }

        Dictionary<string, string> variables = new(attempt.Environment, StringComparer.Ordinal);
        foreach (var secret in asked.Secrets)
        {
            variables[secret.Name] = values.Find(secret.ValueFrom) ?? "";
        }

        return (variables, null);
    }
}
