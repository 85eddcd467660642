using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Reads the variables of a container.</summary>
internal static class EnvironmentRules
{
    /// <exception cref="ClientException">A variable has no name.</exception>
    public static IReadOnlyList<EnvironmentVariable> Read(List<LocalBatch.Api.Model.KeyValuePair>? given)
    {
        Require.Not(given?.Exists(variable => string.IsNullOrEmpty(variable.Name)) == true, AwsTexts.EnvironmentName);

        return [.. (given ?? []).Select(variable => new EnvironmentVariable(variable.Name, variable.Value ?? ""))];
    }

    // AWS: a variable with an empty value is dropped when the definition is registered, neither described nor set (observed).
    public static List<LocalBatch.Api.Model.KeyValuePair>? WithoutEmpty(List<LocalBatch.Api.Model.KeyValuePair>? given) =>
        given?.FindAll(variable => !string.IsNullOrEmpty(variable.Value));

    public static List<LocalBatch.Api.Model.KeyValuePair> Describe(IReadOnlyList<EnvironmentVariable> variables) =>
        [.. variables.Select(variable => new LocalBatch.Api.Model.KeyValuePair { Name = variable.Name, Value = variable.Value })];
}
