using LocalCloud.Stack;

namespace LocalCloud.Tests.Stack;

/// <summary>Folders of jobs that run as another user are outside of the state folder, and go when that has gone.</summary>
public sealed class JobFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("job-folders-").FullName;
    private readonly string _place = Directory.CreateTempSubdirectory("states-").FullName;

    public void Dispose()
    {
        Directory.Delete(_parent, recursive: true);
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    public void A_state_folder_has_the_same_folder_for_its_jobs_every_time_with_what_is_in_it()
    {
        var first = Prepare("a");
        File.WriteAllText(Path.Combine(first, "shared"), "x");

        Assert.Equal(first, Prepare("a"));
        Assert.True(File.Exists(Path.Combine(first, "shared")));
        Assert.NotEqual(first, Prepare("b"));
        Assert.Equal((UnixFileMode)0b111_001_001, File.GetUnixFileMode(first));
    }

    [Fact]
    public void When_a_state_folder_has_been_removed_the_next_start_of_any_removes_its_jobs_folders()
    {
        var first = Prepare("a");
        Directory.CreateDirectory(Path.Combine(first, "0123", "deep"));
        Directory.Delete(Path.Combine(_place, "a"), recursive: true);

        Prepare("b");

        Assert.False(Directory.Exists(first));
    }

    [Fact]
    public void A_state_folder_made_anew_under_the_same_path_finds_nothing_of_the_old_one()
    {
        var first = Prepare("a");
        File.WriteAllText(Path.Combine(first, "shared"), "x");
        Directory.Delete(Path.Combine(_place, "a"), recursive: true);

        Assert.Equal(first, Prepare("a"));
        Assert.False(File.Exists(Path.Combine(first, "shared")));
    }

    [Fact]
    public void A_state_folder_on_a_disk_that_is_not_there_just_now_keeps_them()
    {
        var first = Prepare("a", "/media/stick");
        Directory.Delete(Path.Combine(_place, "a"), recursive: true);

        Prepare("b", "");

        Assert.True(Directory.Exists(first));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere")]
    [InlineData("/nowhere/at/all\nmark\n")]
    [InlineData("a\nb\nc\nd")]
    public void A_folder_of_which_nothing_is_known_is_left_alone(string? note)
    {
        var stranger = Directory.CreateDirectory(Path.Combine(_parent, "localbatch-stranger")).FullName;
        if (note is not null)
        {
            File.WriteAllText(Path.Combine(stranger, "state"), note);
        }

        Prepare("a");

        Assert.True(Directory.Exists(stranger));
    }

    [Fact]
    public void A_link_in_the_place_of_one_is_not_followed()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_place, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "state"), $"{_place}/gone\nmark\n");
        Directory.CreateSymbolicLink(Path.Combine(_parent, "localbatch-link"), outside);

        Prepare("a");

        Assert.True(File.Exists(Path.Combine(outside, "state")));
    }

    private string Prepare(string name, string mount = "") => JobFolder.Prepare(Directory.CreateDirectory(Path.Combine(_place, name)).FullName, _parent, _ => mount);
}
