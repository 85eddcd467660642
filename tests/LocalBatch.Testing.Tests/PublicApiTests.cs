using System.Reflection;

namespace LocalBatch.Testing.Tests;

/// <summary>What the package offers is a file to read: changing it is a diff there.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public async Task What_is_public_is_what_is_written_down()
    {
        var found = typeof(LocalBatchServer).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Lines).ToList();
        // To be copied over the other one where the change is meant.
        await File.WriteAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "public-api.found.txt"), found, TestContext.Current.CancellationToken);
        var written = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "public-api.txt"), TestContext.Current.CancellationToken);

        Assert.Equal(written, found);
    }

    private static IEnumerable<string> Lines(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => !member.Name.StartsWith('<') && member is not MethodInfo { IsSpecialName: true } && !IsOfEveryRecord(member))
            .Select(member => $"    {member}")
            .Order(StringComparer.Ordinal)
            .Prepend($"{type.FullName}");

    private static bool IsOfEveryRecord(MemberInfo member) => member.Name is "Equals" or "GetHashCode" or "Deconstruct" || (member.Name == "ToString" && member.DeclaringType != typeof(JobState));
}
