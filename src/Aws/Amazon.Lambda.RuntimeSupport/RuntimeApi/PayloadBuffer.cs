namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The memory an invocation's payload is read into; the same for every invocation of the process.</summary>
internal sealed class PayloadBuffer
{
    private const int Initial = 16 * 1024;

    /// <summary>A rare large payload does not keep its memory for the life of the process.</summary>
    private const int Kept = 1024 * 1024;

    private byte[] _bytes = new byte[Initial];
    private int _length;

    public async Task FillAsync(Stream source, CancellationToken cancellation)
    {
        _length = 0;
        while (true)
        {
            var read = await source.ReadAsync(_bytes.AsMemory(_length), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            _length += read;
            if (_length == _bytes.Length)
            {
                Array.Resize(ref _bytes, _length * 2);
            }
        }
    }

    public MemoryStream AsStream() => new(_bytes, 0, _length, writable: false, publiclyVisible: true);

    public void Trim()
    {
        if (_bytes.Length > Kept)
        {
            _bytes = new byte[Initial];
        }
    }
}
