using System.Runtime.InteropServices;
using System.Text;

namespace LocalBatch.Execution.Processes.Native;

/// <summary>An array of C strings ending in a null pointer, as <c>argv</c> and <c>envp</c> are, in one block of memory.</summary>
internal readonly unsafe ref struct NativeStrings : IDisposable
{
    private readonly byte** _pointers;

    public NativeStrings(IReadOnlyList<string> texts)
    {
        var table = (nuint)(texts.Count + 1) * (nuint)sizeof(byte*);
        var size = table;
        foreach (var text in texts)
        {
            size += (nuint)Encoding.UTF8.GetByteCount(text) + 1;
        }

        _pointers = (byte**)NativeMemory.Alloc(size);
        var next = (byte*)_pointers + table;
        for (var i = 0; i < texts.Count; i++)
        {
            _pointers[i] = next;
            var bytes = Encoding.UTF8.GetByteCount(texts[i]);
            Encoding.UTF8.GetBytes(texts[i], new Span<byte>(next, bytes));
            next[bytes] = 0;
            next += bytes + 1;
        }

        _pointers[texts.Count] = null;
    }

    public byte** Pointers => _pointers;

    public void Dispose() => NativeMemory.Free(_pointers);
}
