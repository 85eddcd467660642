using LocalCloud.Stack;

namespace LocalCloud.Tests.Stack;

public sealed class RunningStackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("running").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_stack_writes_down_another_program_of_its_user_reads()
    {
        RunningStack stack = new(
            new("http://127.0.0.1:4500/"), new("http://local:secret@127.0.0.1:4501/"), "eu-west-1", ("bucket", "inbox/"), new Dictionary<string, string> { ["ApiUrl"] = "http://127.0.0.1:4501" })
        {
            JobFolders = "/var/tmp/jobs",
            OutputFolder = "/out",
            InboxLogs = "/aws/lambda/local-ManifestDropped",
        };

        stack.Write(_folder);

        var found = RunningStack.Find(_folder);
        Assert.Equal(stack with { Outputs = found?.Outputs ?? stack.Outputs }, found);
        Assert.Equal(stack.Outputs, found?.Outputs);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "stack.json")));
    }

    [Fact]
    public void One_that_stopped_is_not_found()
    {
        new RunningStack(new("http://127.0.0.1:4500/"), null, "us-east-1", null, new Dictionary<string, string>()).Write(_folder);

        RunningStack.Remove(_folder);

        Assert.Null(RunningStack.Find(_folder));
        Assert.Null(RunningStack.Find(Path.Combine(_folder, "nowhere")));
    }

    [Fact]
    public void A_state_folder_is_held_as_long_as_its_stack_is_up()
    {
        Assert.False(StateFolder.IsHeld(Path.Combine(_folder, "state")));
        using (StateFolder.Acquire(Path.Combine(_folder, "state")))
        {
            Assert.True(StateFolder.IsHeld(Path.Combine(_folder, "state")));
        }

        Assert.False(StateFolder.IsHeld(Path.Combine(_folder, "state")));
    }
}
