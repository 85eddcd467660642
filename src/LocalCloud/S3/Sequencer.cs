using System.Globalization;

namespace LocalCloud.S3;

/// <summary>
/// Numbers the changes of all objects, so that of two events of a key the later is known (AWS: hexadecimal, compared as text of one
/// length). Grows with time, so that it goes on growing after a start with an empty index.
/// </summary>
internal sealed class Sequencer(TimeProvider time)
{
    private long _last;

    /// <summary>What comes next comes after <paramref name="known"/>.</summary>
    public void Follow(string known) => _last = Math.Max(_last, Convert.ToInt64(known, 16));

    public string Next()
    {
        _last = Math.Max(_last + 1, time.GetUtcNow().UtcTicks);

        return _last.ToString("X16", CultureInfo.InvariantCulture);
    }
}
