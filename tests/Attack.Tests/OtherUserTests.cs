using System.Net;

namespace Attack.Tests;

/// <summary>Another user of the machine runs nothing, reads nothing and plants nothing.</summary>
public sealed class OtherUserTests(AttackedStack attacked) : IClassFixture<AttackedStack>
{
    private const string Job = """{"jobName":"stolen","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["id"]}}""";

    private LocalCloudProcess Stack => attacked.Stack;

    [Fact]
    public async Task The_HTTP_API_takes_no_job_from_another_user_and_shows_none()
    {
        var submit = await Stranger.CurlAsync(new(Stack.Api, "/jobs"), "--header", "Content-Type: application/json", "--data", Job);
        var list = await Stranger.CurlAsync(new(Stack.Api, "/jobs?jobQueue=default"));
        var own = await attacked.Http.GetAsync(new Uri(Stack.Api, "/jobs?jobQueue=default&namePrefix=stolen"), TestContext.Current.CancellationToken);

        Assert.Equal((403, 403), (submit, list));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.DoesNotContain("stolen", await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_hangs_up_before_he_can_be_asked_for_is_not_taken_for_somebody_else()
    {
        // The connection is closed at once, so that the kernel may not know any more whose it was.
        var attempt = $"exec 3<>/dev/tcp/127.0.0.1/{Stack.Api.Port}; printf 'POST /jobs HTTP/1.1\\r\\nHost: 127.0.0.1:{Stack.Api.Port}\\r\\nContent-Type: application/json\\r\\nContent-Length: {Job.Length}\\r\\n\\r\\n%s' '{Job}' >&3; exec 3>&-";
        for (var tries = 0; tries < 50; tries++)
        {
            await Stranger.RunAsync("bash", "-c", attempt);
        }

        var jobs = await attacked.Api.ListAsync("/jobs?jobQueue=default&namePrefix=stolen", "jobs");

        Assert.Empty(jobs);
    }

    [Fact]
    public async Task No_port_of_the_stack_gives_or_takes_anything_without_a_signature()
    {
        var before = await attacked.RecordsAsync();

        foreach (var port in attacked.Ports)
        {
            Uri At(string path) => new($"http://127.0.0.1:{port}{path}");
            Assert.InRange(await Stranger.CurlAsync(At("/2018-06-01/runtime/invocation/next")), 400, 499);
            Assert.InRange(await Stranger.CurlAsync(At("/2018-06-01/runtime/init/error"), "--data", "{}"), 400, 499);
            Assert.InRange(await Stranger.CurlAsync(At("/"), "--header", "X-Amz-Target: DynamoDB_20120810.ListTables", "--header", "Content-Type: application/x-amz-json-1.0", "--header",
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00", "--header", "X-Amz-Date: 20300101T000000Z", "--data", "{}"), 400, 499);
            Assert.InRange(await Stranger.CurlAsync(At("/v1/submitjob"), "--header", "Content-Type: application/json", "--data", Job), 400, 499);
            Assert.InRange(await Stranger.CurlAsync(At("/jobs"), "--header", "Content-Type: application/json", "--data", Job), 400, 499);
        }

        // The AWS endpoint, the HTTP API, and a Runtime API for each process of a function.
        Assert.True(attacked.Ports.Count > 3, string.Join(' ', attacked.Ports));
        Assert.Equal(before, await attacked.RecordsAsync());
    }

    [Fact]
    public async Task The_local_DynamoDBs_socket_is_not_his_to_open()
    {
        var socket = Path.Combine(attacked.State, "run", "dynamodb.sock");

        Assert.True(File.Exists(socket));
        Assert.Equal(0, await Stranger.CurlAsync(new("http://dynamodb/"), "--unix-socket", socket));
    }

    [Fact]
    public async Task Nothing_below_the_state_folder_is_his_to_read_or_to_write()
    {
        Assert.NotEqual(0, (await Stranger.RunAsync("ls", attacked.State)).ExitCode);
        Assert.NotEqual(0, (await Stranger.RunAsync("cat", Path.Combine(attacked.State, "credentials"))).ExitCode);
        Assert.NotEqual(0, (await Stranger.RunAsync("touch", Path.Combine(attacked.State, "planted"))).ExitCode);
    }

    [Fact]
    public async Task What_he_has_planted_is_not_used()
    {
        var shared = Directory.CreateTempSubdirectory("shared-").FullName;
        try
        {
            File.SetUnixFileMode(shared, (UnixFileMode)0b111_111_111);
            var planted = Path.Combine(shared, "state");
            await Stranger.RunAsync("mkdir", planted);
            await Stranger.RunAsync("sh", "-c", $"printf '[default]\\naws_access_key_id = LOCALPLANTED\\naws_secret_access_key = known\\n' > {planted}/credentials");

            var (exitCode, output) = await LocalCloudProcess.RunAsync(planted, "--no-template");

            Assert.Equal(2, exitCode);
            Assert.Contains($"{planted} belongs to another user", output, StringComparison.Ordinal);
            Assert.DoesNotContain("LOCALPLANTED", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(shared, recursive: true);
        }
    }

    [Fact]
    public void What_the_stack_has_made_is_for_its_owner_alone()
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

        Assert.All(
            // What jobs have made is theirs.
            Directory.EnumerateFileSystemEntries(attacked.State, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith(Path.Combine(attacked.State, "jobs"), StringComparison.Ordinal)),
            path => Assert.Equal(default, File.GetUnixFileMode(path) & others));
    }
}
