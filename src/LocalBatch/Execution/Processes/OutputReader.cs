using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>Takes what programs print from their pipes to their logs.</summary>
internal sealed unsafe class OutputReader(TimeProvider time)
{
    private const int ReadSize = 65_536;

    /// <summary>What is still taken from the pipe of an ended program; a process that fled its group could print for ever.</summary>
    private const int MaxDrain = 1 << 20;

    private readonly byte[] _buffer = GC.AllocateArray<byte>(ReadSize, pinned: true);

    /// <summary>Reads once what is there.</summary>
    public void Read(LiveAttempt live)
    {
        if (Take(live) <= 0)
        {
            CloseOutput(live);
        }
    }

    /// <summary>Reads what an ended program left in its pipe.</summary>
    public void Drain(LiveAttempt live)
    {
        for (var total = 0; live.Output >= 0 && total < MaxDrain && PollSet.HasInput(live.Output);)
        {
            var length = Take(live);
            if (length <= 0)
            {
                CloseOutput(live);
            }

            total += length;
        }
    }

    /// <summary>The program is gone: an unfinished line goes out, the pipe is closed.</summary>
    public void Close(LiveAttempt live)
    {
        CloseOutput(live);
        live.Lines.Finish(time.GetUtcNow());
    }

    private int Take(LiveAttempt live)
    {
        fixed (byte* buffer = _buffer)
        {
            var length = (int)Libc.Read(live.Output, buffer, ReadSize);
            if (length > 0)
            {
                live.Lines.Feed(time.GetUtcNow(), _buffer.AsSpan(0, length));
            }

            return length;
        }
    }

    private static void CloseOutput(LiveAttempt live)
    {
        if (live.Output >= 0)
        {
            _ = Libc.Close(live.Output);
            live.Output = LiveAttempt.NoOutput;
        }
    }
}
