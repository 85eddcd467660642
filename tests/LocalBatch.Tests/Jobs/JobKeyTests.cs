using LocalBatch.Jobs;

namespace LocalBatch.Tests.Jobs;

/// <summary>Which texts are ids of jobs. What is none names a job that does not exist.</summary>
public sealed class JobKeyTests
{
    private const string Id = "0c5d52a8-2f6e-4f0a-9a3e-5b1d7c9e8f10";

    [Theory]
    [InlineData(Id)]
    [InlineData($"{Id}:0")]
    [InlineData($"{Id}:9999")]
    [InlineData($"{Id}#0")]
    [InlineData($"{Id}#999")]
    public void An_id_is_read_and_written_alike(string text) => Assert.Equal(text, JobKey.Parse(text).ToString());

    [Theory]
    [InlineData("0C5D52A8-2F6E-4F0A-9A3E-5B1D7C9E8F10")]
    [InlineData("0c5d52a8-2f6e-4f0a-9a3e-5b1d7c9e8F10:1")]
    [InlineData($"{Id} ")]
    [InlineData($" {Id}")]
    [InlineData($"{Id} :1")]
    [InlineData($"{Id}:1 ")]
    [InlineData($"{Id}: 1")]
    [InlineData($"{Id}:+1")]
    [InlineData($"{Id}:-1")]
    [InlineData($"{Id}#01")]
    [InlineData($"{Id}#")]
    [InlineData($"{Id}#1:1")]
    [InlineData($"{Id}\n")]
    [InlineData($"{{{Id}}}")]
    [InlineData("0c5d52a82f6e4f0a9a3e5b1d7c9e8f10")]
    [InlineData("")]
    public void What_is_spelt_in_another_way_is_another_id(string text) => Assert.Null(JobKey.Parse(text));
}
