using LocalBatch.Execution.Processes;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud.Tests.Stack;

public sealed class JobSettingsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("settings-").FullName;

    private static bool IsRoot => Environment.UserName == "root";

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("arn:aws:secretsmanager:us-east-1:123456789012:secret:db=top", "arn:aws:secretsmanager:eu-west-1:999999999999:secret:db-AbC123", "top")]
    [InlineData("db=top", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbC123", "top")]
    [InlineData("db-AbC123=top", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbC123", "top")]
    [InlineData("db={\"user\":\"me\",\"port\":5}", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbC123:user::", "me")]
    [InlineData("db={\"user\":\"me\",\"port\":5}", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db:port:AWSCURRENT:", "5")]
    [InlineData("db=plain", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db:user::", null)]
    [InlineData("team/db=top", "arn:aws:ssm:us-east-1:123456789012:parameter/team/db", "top")]
    [InlineData("/team/db=top", "/team/db", "top")]
    [InlineData("arn:aws:ssm:us-east-1:123456789012:parameter/team/db=a=b", "team/db", "a=b")]
    [InlineData("# db=no\n\ndb=top\r\n", "db", "top")]
    [InlineData("{\"arn:aws:secretsmanager:us-east-1:1:secret:db\": \"a\\nb\", \"n\": {\"k\": 1}}", "arn:aws:secretsmanager:us-east-1:1:secret:n:k::", "1")]
    [InlineData("{\"db\": \"a\\nb\"}", "arn:aws:secretsmanager:us-east-1:1:secret:db", "a\nb")]
    [InlineData("db=top", "arn:aws:secretsmanager:us-east-1:123456789012:secret:other-AbC123", null)]
    public void A_secret_is_found_by_its_ARN_or_its_name(string file, string valueFrom, string? value)
    {
        var path = Path.Combine(_root, "secrets");
        File.WriteAllText(path, file);

        Assert.Equal(value, new JobSettings { SecretsFile = path }.Apply(Options(), _root).Secrets.Find(valueFrom));
    }

    [Theory]
    [InlineData("db=top\npassword123\n", "line 2 is not ARN=value")]
    [InlineData("{\"db\": \"password123\"", "it is no JSON object, see line 1")]
    public void A_file_of_secrets_that_cannot_be_read_is_refused_without_a_word_of_it(string file, string what)
    {
        var path = Path.Combine(_root, "secrets");
        File.WriteAllText(path, file);

        var refusal = Assert.Throws<StartException>(() => new JobSettings { SecretsFile = path }.Apply(Options(), _root));

        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password123", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_that_is_not_there_is_refused_by_name() =>
        Assert.StartsWith(
            "There is no user no-such-user on this machine",
            Assert.Throws<StartException>(() => new JobSettings { User = "no-such-user" }.Apply(Options(), _root)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Jobs_of_another_user_get_folders_that_it_can_reach_and_not_list()
    {
        Assert.SkipUnless(IsRoot, "only root may choose");

        var options = new JobSettings { User = "nobody" }.Apply(Options(), _root);

        Assert.Equal(65534u, options.User?.Uid);
        Assert.Equal((UnixFileMode)0b111_001_001, File.GetUnixFileMode(options.WorkRoot));
        Assert.Equal(options.WorkRoot, new JobSettings { User = "nobody" }.Apply(Options(), _root).WorkRoot);
        Directory.Delete(options.WorkRoot, recursive: true);
    }

    private ProcessExecutorOptions Options() => new() { WorkRoot = Path.Combine(_root, "jobs"), Logs = NoLogs.Instance, Time = TimeProvider.System };

    internal sealed class NoLogs : LocalBatch.Execution.IJobLogs
    {
        public static NoLogs Instance { get; } = new();

        public LocalBatch.Execution.IJobLogStream Open(string group, string stream) => throw new InvalidOperationException("Nothing runs here.");
    }
}
