using System.Text;

namespace EndToEnd.Tests;

/// <summary>What is secret stays where it belongs: out of jobs, logs and everything the stack writes down.</summary>
public sealed class SecretTests : IDisposable
{
    private const string OwnSecret = "marked-secret-of-the-users-own-environment";
    private const string Header = "marked-secret-of-an-authorization-header";

    private readonly StateFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task No_key_signature_or_variable_of_the_user_reaches_a_job_a_log_or_the_state()
    {
        Environment.SetEnvironmentVariable("UNRELATED_SECRET", OwnSecret);
        var state = _folders.New("secrets");
        await using var stack = await LocalCloudProcess.Start(state).ReadyAsync();
        using var http = new HttpClient();
        Api api = new(stack, http);

        var jobId = await api.SubmitAsync("""{"jobName":"env","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["env"]}}""");
        await api.EndAsync(jobId);
        var logs = await api.PollAsync($"/jobs/{jobId}/logs", root => root.GetProperty("events").GetArrayLength() > 0);
        var signature = await CallWithSecretsAsync(stack, http);
        var secret = stack.SecretKey;
        await stack.StopAsync();

        var told = string.Join('\n', stack.Output.Split('\n').Where(line => !line.StartsWith("export ", StringComparison.Ordinal)));
        string[] secrets = [OwnSecret, Header, secret, signature];
        Assert.All(secrets, word => Assert.DoesNotContain(word, told, StringComparison.Ordinal));
        Assert.All(secrets.Append("AWS_SECRET_ACCESS_KEY"), word => Assert.DoesNotContain(word, logs.GetRawText(), StringComparison.Ordinal));
        var files = Directory.GetFiles(state, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "credentials" && !IsPipe(file)).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(secrets, word => Assert.False(Contains(file, word), $"{file} holds {word}")));
    }

    /// <summary>Every door sees a secret, and refuses, fails or passes the call on.</summary>
    /// <returns>The signature that was refused.</returns>
    private static async Task<string> CallWithSecretsAsync(LocalCloudProcess stack, HttpClient http)
    {
        var signature = new string('e', 64);
        var day = TimeProvider.System.GetUtcNow().UtcDateTime;
        string[] headers =
        [
            Header, $"Bearer {Header}", $"Basic {Header}",
            $"AWS4-HMAC-SHA256 Credential={stack.AccessKey}/{day:yyyyMMdd}/us-east-1/batch/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}",
        ];
        foreach (var address in new[] { new Uri(stack.Endpoint, "/v1/listjobs"), new Uri(stack.Api, "/jobs"), new Uri(stack.Api, "/nowhere") })
        {
            foreach (var header in headers)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.TryAddWithoutValidation("Authorization", header);
                request.Headers.TryAddWithoutValidation("X-Amz-Date", $"{day:yyyyMMdd'T'HHmmss'Z'}");
                using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

                Assert.InRange((int)answer.StatusCode, 200, 404);
            }
        }

        return signature;
    }

    /// <summary>What .NET leaves behind for debuggers holds nothing, and holds up whoever opens it.</summary>
    private static bool IsPipe(string file) =>
        Path.GetFileName(file) is var name && (name.StartsWith("clr-debug-pipe", StringComparison.Ordinal) || name.StartsWith("dotnet-diagnostic", StringComparison.Ordinal));

    private static bool Contains(string file, string word)
    {
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);

        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Encoding.UTF8.GetBytes(word)) >= 0;
    }
}
