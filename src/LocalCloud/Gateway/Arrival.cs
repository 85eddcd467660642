using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace LocalCloud.Gateway;

/// <summary>
/// A connection on which all is heard that was said before the other end hung up, however it did: it is read as it is asked for, so
/// that the end comes behind what was said. Kestrel's own transport reads ahead, and a body behind which Kestrel knows of an end it takes
/// for one that is cut off, though all of it is there.
/// </summary>
internal sealed class Arrival : DefaultConnectionContext
{
    // tcp(7), linux/tcp.h: the option TCP_INFO of IPPROTO_TCP begins with the state, and these are ESTABLISHED and, in the order in
    // which a connection passes through them, all before it.
    private const int TcpProtocol = 6;
    private const int TcpInfo = 11;
    private const byte Established = 1;
    private const byte SynReceived = 3;

    private const int ReadLength = 16 * 1024;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _said;
    private readonly Pipe _answer = new(new(useSynchronizationContext: false));
    // Never disposed of: it has nothing to give back, and may be asked for when all is over.
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Arrival> _gone;
    private readonly Task _answering;

    /// <param name="socket">Connected; belongs to the arrival.</param>
    /// <param name="id">Names the connection.</param>
    /// <param name="gone">Told at the end.</param>
    public Arrival(Socket socket, string id, Action<Arrival> gone)
        : base(id)
    {
        _socket = socket;
        _gone = gone;
        _stream = new(socket, ownsSocket: false);
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        _said = PipeReader.Create(_stream, new(bufferSize: ReadLength, leaveOpen: true));
        Transport = new Ends(_said, _answer.Writer);
        Features.Set(this);
        ConnectionClosed = _aborted.Token;
        _answering = AnswerAsync();
    }

    /// <summary>Ends when the last request that came on the connection has been served.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the other end sends nothing more, be it read here already or not.</summary>
    public bool HasHungUp
    {
        get
        {
            try
            {
                return HangsUp(_socket);
            }
            catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
            {
                return true;
            }
        }
    }

    /// <summary>Ends when the other end hangs up before it says anything more; to be asked while a request is answered, and none is read.</summary>
    /// <param name="answered">Nobody needs to know any longer.</param>
    /// <returns>Whether it has hung up.</returns>
    public async Task<bool> HangsUpAsync(CancellationToken answered)
    {
        try
        {
            return await _socket.ReceiveAsync(new byte[1], SocketFlags.Peek, answered) == 0;
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Whoever reads or writes is told so; what reads is still to end, and the socket with it.
        Shut();
        _ = _aborted.CancelAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _answer.Writer.CompleteAsync();
        await _said.CompleteAsync();
        await _answering;
        Shut();
        _socket.Dispose();
        _gone(this);
        _ended.TrySetResult();
        await base.DisposeAsync();
    }

    private static bool HangsUp(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Seen only once all that came before has been read; who is not seen is given patience as those are who stay.
            return socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && socket.Available == 0;
        }

        Span<byte> state = stackalloc byte[1];
        socket.GetRawSocketOption(TcpProtocol, TcpInfo, state);

        return state[0] is not (Established or SynReceived);
    }

    private async Task AnswerAsync()
    {
        try
        {
            await _answer.Reader.CopyToAsync(_stream);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Nobody is left to hear it.
        }

        await _answer.Reader.CompleteAsync();
    }

    private void Shut()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // It is closed from the other end, or was here.
        }
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
